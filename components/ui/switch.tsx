'use client'

import { Switch as BaseSwitch } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import { describedBy, useReason } from './reason-once.tsx'

interface SwitchProps {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  label: ReactNode
  hint?: ReactNode
  disabledReason?: string | undefined
  className?: string
}

export function Switch({ checked, onCheckedChange, label, hint, disabledReason, className }: SwitchProps) {
  const id = useId()
  const { note: reason, saidAt } = useReason(disabledReason)
  const note = reason ?? hint
  return (
    <div className={cx('flex min-h-6 items-start gap-2', className)}>
      <BaseSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        readOnly={Boolean(disabledReason)}
        // The label names the hidden input; this names the switch itself, from the server's first answer on.
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy(note && `${id}-note`, saidAt)}
        className="group grid h-6 shrink-0 place-items-center rounded-1"
      >
        <span
          className={cx(
            'flex h-3.5 w-[26px] items-center rounded-full border px-px transition-colors duration-[120ms]',
            disabledReason
              ? 'border-line-2 bg-surface-1'
              : checked
                ? 'border-accent bg-accent'
                : 'border-line-3 bg-surface-0',
          )}
        >
          <BaseSwitch.Thumb
            className={cx(
              'size-2 rounded-full transition-transform duration-[120ms]',
              checked ? 'translate-x-3.5' : 'translate-x-px',
              checked && !disabledReason ? 'bg-on-accent' : 'bg-line-3',
            )}
          />
        </span>
      </BaseSwitch.Root>
      <div className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className={cx('leading-6', disabledReason && 'text-fg-3')}>
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
