'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup as BaseRadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface SegmentedProps<T extends string> {
  /** Accessible name of the row. */
  label: string
  value: T | null
  onValueChange: (value: T) => void
  options: readonly { value: T; label: ReactNode }[]
  size?: 's' | 'm'
  className?: string
}

/** One of a few short words in a row. */
export function Segmented<T extends string>({
  label,
  value,
  onValueChange,
  options,
  size = 'm',
  className,
}: SegmentedProps<T>) {
  return (
    <BaseRadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onValueChange(next as T)} // the group only holds values of `options`
      className={cx('inline-flex', className)}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          className={cx(
            '-ml-px inline-flex items-center justify-center border border-line-3 px-2.5 first:ml-0 first:rounded-l-2 last:rounded-r-2 focus-visible:z-10',
            size === 's' ? 'h-6 text-12' : 'h-7',
            value === option.value
              ? 'bg-surface-3 font-semibold text-fg-1'
              : 'bg-surface-0 font-medium hover:bg-surface-2',
          )}
        >
          {option.label}
        </Radio.Root>
      ))}
    </BaseRadioGroup>
  )
}
