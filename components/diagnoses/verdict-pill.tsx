'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Verdict } from '#lib/diagnoses/schema.ts'

const states = { BAD: 'critical', WARN: 'warning', OK: 'ok', NOT_CHECKABLE: 'unknown' } as const

export function VerdictPill({ verdict }: { verdict: Verdict }) {
  const t = useTranslations('diagnoses.verdicts')
  return <StatePill state={states[verdict]} label={t(verdict)} />
}
