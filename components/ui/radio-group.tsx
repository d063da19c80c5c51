'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup as BaseRadioGroup } from '@base-ui/react/radio-group'
import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import type { Option } from './option.ts'

interface RadioGroupProps<T extends string> {
  label: ReactNode
  isLabelHidden?: boolean
  value: T | null
  onValueChange: (value: T) => void
  options: readonly Option<T>[]
  /** In a line instead of one below the other. */
  isInline?: boolean
  className?: string
}

export function RadioGroup<T extends string>({
  label,
  isLabelHidden,
  value,
  onValueChange,
  options,
  isInline,
  className,
}: RadioGroupProps<T>) {
  const id = useId()
  return (
    <div className={className}>
      <div id={id} className={cx('mb-1 text-12 text-fg-3', isLabelHidden && 'sr-only')}>
        {label}
      </div>
      <BaseRadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onValueChange(next as T)} // the group only holds values of `options`
        className={isInline ? 'flex flex-wrap gap-x-4' : 'grid gap-1'}
      >
        {options.map((option) => {
          const note = option.disabledReason ?? option.hint
          const optionId = `${id}-${option.value}`
          return (
            <div key={option.value} className="flex min-h-6 items-start gap-1">
              <Radio.Root
                id={optionId}
                value={option.value}
                disabled={Boolean(option.disabledReason)}
                aria-labelledby={`${optionId}-label`}
                aria-describedby={note ? `${optionId}-note` : undefined}
                className="inline-grid size-6 shrink-0 place-items-center rounded-1"
              >
                <span
                  className={cx(
                    'size-3.5 rounded-full bg-surface-0',
                    value === option.value ? 'border-[4.5px] border-accent' : 'border border-line-3',
                  )}
                />
              </Radio.Root>
              <div className="min-w-0 pt-0.5">
                <label
                  id={`${optionId}-label`}
                  htmlFor={optionId}
                  className={option.disabledReason ? 'text-fg-3' : undefined}
                >
                  {option.label}
                </label>
                {note && (
                  <span id={`${optionId}-note`} className="block text-12 text-fg-3">
                    {note}
                  </span>
                )}
              </div>
            </div>
          )
        })}
      </BaseRadioGroup>
    </div>
  )
}
