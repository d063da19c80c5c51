'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { EventSubscription } from '#lib/events/schema.ts'

/** Does it get what is for it? */
export function SubscriptionStatePill({ subscription }: { subscription: EventSubscription }) {
  const t = useTranslations('events.states')
  const { isEnabled, attempts, lastSuccessAt, lastFailureAt } = subscription
  if (!isEnabled) return <StatePill state="silenced" label={t('off')} />
  if (attempts > 0 && lastFailureAt && (!lastSuccessAt || lastSuccessAt < lastFailureAt)) {
    return <StatePill state="critical" label={t('failing')} />
  }
  return lastSuccessAt ? <StatePill state="ok" label={t('working')} /> : <StatePill state="unknown" label={t('new')} />
}
