'use client'

import { useTranslations } from 'next-intl'
import type { ClientStack } from '#lib/clients/schema.ts'
import { countStates } from './filter-stacks.ts'

const looks: Record<string, string> = {
  BLOCKED: 'bg-warning-mark',
  RUNNABLE: 'bg-accent',
  WAITING: 'bg-line-3',
  TIMED_WAITING: 'bg-line-2',
}

/** How many threads are in which state. Blocked is the one to look at. */
export function StateBar({ threads }: { threads: ClientStack['threads'] }) {
  const t = useTranslations('clients.stack')
  const states = countStates(threads)
  if (states.length === 0) return null
  return (
    <div>
      <div aria-hidden="true" className="flex h-1.5 gap-px">
        {states.map(({ state, count }) => (
          <span
            key={state}
            className={`rounded-1 ${looks[state] ?? 'bg-unknown-mark'}`}
            style={{ flexGrow: count, flexBasis: 0 }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 py-1.5 text-12 text-fg-2">
        {states.map(({ state, count }) => (
          <li key={state} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2 rounded-1 ${looks[state] ?? 'bg-unknown-mark'}`} />
            {t('inState', { count, state })}
          </li>
        ))}
      </ul>
    </div>
  )
}
