'use client'

import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import type { ClientRisk } from '#lib/clients/schema.ts'
import { useRiskWords } from './use-risk-words.ts'

/** What a rule says of the version, what to do, and where that is written. */
export function RiskStrip({ risk }: { risk: ClientRisk }) {
  const t = useTranslations('clients')
  const { title, advice } = useRiskWords()(risk)
  return (
    <Strip
      tone="info"
      className="mt-3"
      end={
        risk.link !== undefined && (
          <a href={risk.link} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-3">
            {t('readMore')}
          </a>
        )
      }
    >
      <strong className="font-semibold">{title}</strong> {advice}
    </Strip>
  )
}
