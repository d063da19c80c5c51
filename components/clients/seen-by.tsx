'use client'

import { useTranslations } from 'next-intl'
import type { Client } from '#lib/clients/schema.ts'

/** Which servers hold its connections: brokers n of N, proxies by name. */
export function SeenBy({ seenBy }: { seenBy: Client['seenBy'] }) {
  const t = useTranslations('clients')
  const { brokers, brokersAsked, proxies } = seenBy
  const names = proxies.join(', ')
  if (brokers === 0 && proxies.length > 0) return <span className="block truncate">{names}</span>
  const ofBrokers = t('ofBrokers', { brokers, asked: brokersAsked })
  return <span className="block truncate">{names === '' ? ofBrokers : `${ofBrokers}, ${names}`}</span>
}
