'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { StatePill } from '#components/ui/state-pill.tsx'
import { type HealthWord, healthStates } from './health.ts'

export function HealthPill({ health, detail }: { health: HealthWord; detail?: ReactNode }) {
  const t = useTranslations('layout.health')
  return <StatePill state={healthStates[health]} label={t(health)} detail={detail} />
}
