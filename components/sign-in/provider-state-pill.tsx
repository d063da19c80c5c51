'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Provider } from '#lib/sign-in/schema.ts'

/** Does it work? One that nobody came by is not known to. */
export function ProviderStatePill({ provider }: { provider: Provider }) {
  const t = useTranslations('signIn')
  const { isEnabled, lastFailureAt, lastSuccessAt } = provider
  if (!isEnabled) return <StatePill state="silenced" label={t('is.off')} />
  const isFailing = lastFailureAt !== null && (lastSuccessAt === null || lastSuccessAt < lastFailureAt)
  if (isFailing) return <StatePill state="warning" label={t('is.failing')} />
  return lastSuccessAt ? (
    <StatePill state="ok" label={t('is.works')} />
  ) : (
    <StatePill state="pending" label={t('is.untried')} />
  )
}
