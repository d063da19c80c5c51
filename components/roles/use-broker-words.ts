'use client'

import { useTranslations } from 'next-intl'
import type { RoleBroker } from '#lib/roles/schema.ts'

type Named = Pick<RoleBroker, 'brokerName' | 'brokerId'>

/** A broker as people call it: its name, and of a slave which one. */
export function useBrokerWords(): { one: (broker: Named) => string; list: (brokers: readonly Named[]) => string } {
  const t = useTranslations('roles')
  const one = ({ brokerName, brokerId }: Named) =>
    brokerId === 0 ? brokerName : t('slave', { name: brokerName, id: String(brokerId) })
  return { one, list: (brokers) => brokers.map(one).join(', ') }
}
