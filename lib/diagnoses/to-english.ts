import { createTranslator } from 'next-intl'
import en from '#i18n/en.json' with { type: 'json' }
import type { Finding } from './finding.ts'

const t = createTranslator({ locale: 'en', messages: en, namespace: 'diagnoses.causes' })

/** The words of a finding, as they go into the record: who reads its export has no screen that translates. */
export function toEnglish({ cause, verdict, params = {} }: Finding): { title: string; advice: string | null } {
  const advice = `${cause}.advice` as const
  return {
    title: t(`${cause}.title`, params as never), // each cause has its own parameters
    advice: verdict === 'OK' || !t.has(advice as never) ? null : t(advice as never, params as never),
  }
}
