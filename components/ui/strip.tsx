import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

export type StripTone = 'warning' | 'unknown' | 'info' | 'critical'

const looks: Record<StripTone, { icon: IconName; box: string; mark: string }> = {
  warning: { icon: 'warning', box: 'border-warning-mark bg-warning-soft', mark: 'text-warning-mark' },
  unknown: { icon: 'clock', box: 'border-unknown-mark bg-unknown-soft', mark: 'text-unknown-mark' },
  info: { icon: 'info', box: 'border-info-mark bg-info-soft', mark: 'text-info-mark' },
  critical: { icon: 'critical', box: 'border-critical-mark bg-critical-soft', mark: 'text-critical-mark' },
}

interface StripProps {
  /** Amber: partial or inconsistent. Grey: stale, session. Blue: advice. Red: all below it is wrong. */
  tone: StripTone
  children: ReactNode
  icon?: IconName
  /** One action. */
  end?: ReactNode
  /** `alert` interrupts a screen reader: for what a person just caused. */
  role?: 'status' | 'alert'
  className?: string
}

/** A fact about the data below it. */
export function Strip({ tone, children, icon, end, role, className }: StripProps) {
  const look = looks[tone]
  return (
    <div
      role={role}
      className={cx(
        'flex min-h-9 items-start gap-2 rounded-1 border-l-3 px-3 py-[7px] text-fg-1 [&_button]:bg-transparent',
        look.box,
        className,
      )}
    >
      <Icon name={icon ?? look.icon} className={cx('mt-0.5', look.mark)} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {end && <div className="-my-0.5 flex shrink-0 items-center gap-2 pl-4">{end}</div>}
    </div>
  )
}
