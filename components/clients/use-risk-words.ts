'use client'

import { useTranslations } from 'next-intl'
import type { ClientRisk } from '#lib/clients/schema.ts'

const known = ['LINE_ENDED', 'SELECTED_FIXES'] as const

/** What a risk is about and what to do; rules that the console has no words for speak for themselves. */
export function useRiskWords(): (risk: ClientRisk) => { title: string; advice: string } {
  const t = useTranslations('clients.risks')
  return (risk) => {
    const rule = known.find((name) => name === risk.risk)
    return rule ? { title: t(`${rule}.title`), advice: t(`${rule}.advice`) } : { title: risk.risk, advice: risk.advice }
  }
}
