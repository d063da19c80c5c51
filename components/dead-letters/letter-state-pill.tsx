'use client'

import { useTranslations } from 'next-intl'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { DeadLetterState } from '#lib/dead-letters/schema.ts'

const looks: Record<DeadLetterState, State> = {
  NEW: 'warning',
  RESENT: 'recovering',
  SUCCEEDED: 'ok',
  FAILED_AGAIN: 'critical',
  HANDLED: 'silenced',
  EXPIRED: 'silenced',
}

export function LetterStatePill({ state }: { state: DeadLetterState }) {
  const t = useTranslations('deadLetters.states')
  return <StatePill state={looks[state]} label={t(state)} />
}
