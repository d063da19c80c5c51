'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

/** Denied is not a fault, and not one of the eight states: grey, with a lock. */
export type State =
  | 'critical'
  | 'warning'
  | 'unknown'
  | 'recovering'
  | 'pending'
  | 'info'
  | 'silenced'
  | 'ok'
  | 'denied'

export const stateLooks: Record<State, { icon: IconName; text: string; mark: string }> = {
  critical: { icon: 'critical', text: 'font-medium text-critical', mark: 'text-critical-mark' },
  warning: { icon: 'warning', text: 'font-medium text-warning', mark: 'text-warning-mark' },
  unknown: { icon: 'unknown', text: 'text-unknown', mark: 'text-unknown-mark' },
  recovering: { icon: 'recovering', text: 'font-medium text-info', mark: 'text-info-mark' },
  pending: { icon: 'pending', text: 'text-fg-2', mark: 'text-fg-2' },
  info: { icon: 'info', text: 'font-medium text-info', mark: 'text-info-mark' },
  silenced: { icon: 'silenced', text: 'text-silenced', mark: 'text-silenced-mark' },
  denied: { icon: 'lock', text: 'text-unknown', mark: 'text-unknown-mark' },
  ok: { icon: 'ok', text: 'text-ok', mark: 'text-ok-mark' },
}

interface StatePillProps {
  state: State
  /** A more exact word than the state's own. */
  label?: string
  /** After the word, dimmed. */
  detail?: ReactNode
  className?: string
}

/** Icon, word, colour: always all three. */
export function StatePill({ state, label, detail, className }: StatePillProps) {
  const t = useTranslations('ui')
  const look = stateLooks[state]
  return (
    <span
      className={cx('inline-flex max-w-full min-w-0 items-baseline gap-[5px] whitespace-nowrap', look.text, className)}
    >
      <Icon name={look.icon} size={14} className={cx('self-center', look.mark)} />
      <span className={detail ? 'shrink-0' : 'truncate'}>{label ?? t(`state.${state}`)}</span>
      {detail && <span className="min-w-0 truncate text-12 font-normal text-fg-3">{detail}</span>}
    </span>
  )
}
