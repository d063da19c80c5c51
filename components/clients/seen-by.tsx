'use client'

import { useTranslations } from 'next-intl'
import type { Client } from '#lib/clients/schema.ts'

/** Which servers hold its connections: brokers n of N, proxies by name. */
export function SeenBy({ seenBy, isShort = false }: { seenBy: Client['seenBy']; isShort?: boolean }) {
  const t = useTranslations('clients')
  const { brokers, brokersAsked, proxies } = seenBy
  const names = proxies.join(', ')
  if (brokers === 0 && proxies.length > 0) return <span className="block truncate">{names}</span>
  const ofBrokers = t(isShort ? 'ofBrokersShort' : 'ofBrokers', { brokers, asked: brokersAsked })
  return <span className="block truncate">{names === '' ? ofBrokers : [ofBrokers, names].join(', ')}</span>
}
