'use client'

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { type ReactNode, useId } from 'react'
import { CheckMark } from './check-mark.tsx'
import { cx } from './cx.ts'
import { describedBy, useReason } from './reason-once.tsx'

interface CheckboxProps {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  label: ReactNode
  isLabelHidden?: boolean
  hint?: ReactNode
  isIndeterminate?: boolean
  disabledReason?: string | undefined
  className?: string
}

export function Checkbox({
  checked,
  onCheckedChange,
  label,
  isLabelHidden,
  hint,
  isIndeterminate = false,
  disabledReason,
  className,
}: CheckboxProps) {
  const id = useId()
  const { note: reason, saidAt } = useReason(disabledReason)
  const note = reason ?? hint
  return (
    <div className={cx('flex min-h-6 items-start', className)}>
      <BaseCheckbox.Root
        id={id}
        checked={checked}
        indeterminate={isIndeterminate}
        onCheckedChange={onCheckedChange}
        readOnly={Boolean(disabledReason)}
        // The label names the hidden input; this names the box itself, from the server's first answer on.
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy(note && `${id}-note`, saidAt)}
        className="inline-grid size-6 shrink-0 place-items-center rounded-1"
      >
        <CheckMark state={isIndeterminate ? 'part' : checked ? 'on' : 'off'} isDisabled={Boolean(disabledReason)} />
      </BaseCheckbox.Root>
      <div className={isLabelHidden ? 'sr-only' : 'min-w-0 pt-0.5 pl-1'}>
        <label id={`${id}-label`} htmlFor={id} className={disabledReason ? 'text-fg-3' : undefined}>
          {label}
        </label>
        {note && (
          <span id={`${id}-note`} className="block text-12 text-fg-3">
            {note}
          </span>
        )}
      </div>
    </div>
  )
}
