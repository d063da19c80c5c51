import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** How what is typed stands to a rule; `hint`: no rule, but good to know. */
export type Verdict = 'waiting' | 'ok' | 'broken' | 'warning' | 'hint'

const icons: Record<Verdict, { name: IconName; className: string }> = {
  waiting: { name: 'waiting', className: 'text-fg-3' },
  ok: { name: 'check', className: 'text-ok' },
  broken: { name: 'critical', className: 'text-critical-mark' },
  warning: { name: 'warning', className: 'text-warning-mark' },
  hint: { name: 'info', className: 'text-info-mark' },
}

/** One of the rules under a field, in a list. */
export function RuleItem({ verdict, children }: { verdict: Verdict; children: ReactNode }) {
  const { name, className } = icons[verdict]
  return (
    <li className="flex items-start gap-2 py-px">
      <Icon name={name} size={14} className={`mt-0.5 ${className}`} />
      <span className={`min-w-0 [overflow-wrap:anywhere] ${verdict === 'broken' ? 'text-critical' : 'text-fg-2'}`}>
        {children}
      </span>
    </li>
  )
}
