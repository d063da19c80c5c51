import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export interface Impact {
  kind: 'info' | 'warning' | 'critical' | 'undo' | 'ok'
  text: ReactNode
}

const looks: Record<Impact['kind'], { icon: IconName; colour: string }> = {
  info: { icon: 'info', colour: 'text-info-mark' },
  warning: { icon: 'warning', colour: 'text-warning-mark' },
  critical: { icon: 'critical', colour: 'text-critical-mark' },
  undo: { icon: 'undo', colour: 'text-fg-2' },
  ok: { icon: 'check', colour: 'text-ok-mark' },
}

/** What will happen, or what holds, in sentences. */
export function ImpactList({ items }: { items: readonly Impact[] }) {
  return (
    <ul className="grid gap-1.5">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no identity of their own and keep their order
        <li key={index} className="flex items-start gap-2">
          <Icon name={looks[item.kind].icon} className={`mt-0.5 ${looks[item.kind].colour}`} />
          <span className="min-w-0">{item.text}</span>
        </li>
      ))}
    </ul>
  )
}
