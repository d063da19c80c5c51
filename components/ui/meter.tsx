'use client'

import { useLocale } from 'next-intl'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

interface MeterProps {
  /** 0 to 1; null = not known. */
  value: number | null
  label: string
  /** Drawn as ticks. */
  limits?: readonly number[]
  state?: 'warning' | 'critical'
}

const bars = { warning: 'bg-warning-mark', critical: 'bg-critical-mark' }
const texts = { warning: 'text-warning', critical: 'text-critical' }

/** Used of whole, with the number beside it. */
export function Meter({ value, label, limits = [], state }: MeterProps) {
  const locale = useLocale()
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100)
  const text = value === null ? '?' : new Intl.NumberFormat(locale, { style: 'percent' }).format(value)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native meter cannot be drawn with limits and states
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? 0}
      aria-valuetext={text}
      className="grid grid-cols-[minmax(0,1fr)_max-content] items-center gap-2"
    >
      <span className={cx('relative block h-1.5 rounded-[1px] bg-surface-3', value === null && 'hatch')}>
        {percent !== null && (
          <span
            style={{ width: `${percent}%` }}
            className={cx('absolute inset-y-0 left-0 rounded-[1px]', state ? bars[state] : 'bg-heat-4')}
          />
        )}
        {limits.map((limit) => (
          <span key={limit} style={{ left: `${limit * 100}%` }} className="absolute -inset-y-0.5 w-px bg-fg-3" />
        ))}
      </span>
      <span className={cx('min-w-9 text-right', state && texts[state])}>
        {state && <Icon name={state} size={12} className="mr-1 inline-block align-[-1px]" />}
        {text}
      </span>
    </span>
  )
}
