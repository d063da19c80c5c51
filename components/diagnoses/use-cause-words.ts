'use client'

import { useTranslations } from 'next-intl'
import type { DiagnosisLine } from '#lib/diagnoses/schema.ts'

/** What a line says and advises, in the language of the reader; the record keeps its own in English. */
export function useCauseWords(): (line: Pick<DiagnosisLine, 'cause' | 'params' | 'verdict'>) => {
  title: string
  advice: string | null
} {
  const t = useTranslations('diagnoses.causes')
  return ({ cause, params, verdict }) => {
    const advice = `${cause}.advice` as const
    return {
      title: t(`${cause}.title`, params as never), // each cause has its own parameters
      advice: verdict === 'OK' || !t.has(advice as never) ? null : t(advice as never, params as never),
    }
  }
}
