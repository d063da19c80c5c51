import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type TagTone = 'plain' | 'warning' | 'critical' | 'info' | 'strong' | 'dashed' | 'ink'

const tones: Record<TagTone, string> = {
  plain: 'border-line-2 text-fg-2',
  warning: 'border-warning-line text-warning',
  critical: 'border-critical-line text-critical',
  info: 'border-info-line text-info',
  strong: 'border-line-3 font-medium text-fg-1',
  dashed: 'border-dashed border-line-3 text-fg-2',
  ink: 'border-env-prod bg-env-prod font-semibold text-env-prod-text',
}

/** A fact that is not a state: type, label, version. */
export function Tag({
  children,
  tone = 'plain',
  className,
}: {
  children: ReactNode
  tone?: TagTone
  className?: string
}) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] max-w-full items-center gap-1 rounded-1 border px-[5px] align-middle text-11 tracking-normal whitespace-nowrap',
        !tones[tone].includes('font-') && 'font-normal',
        tones[tone],
        className,
      )}
    >
      <span className="min-w-0 truncate">{children}</span>
    </span>
  )
}
