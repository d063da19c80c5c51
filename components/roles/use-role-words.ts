'use client'

import { useTranslations } from 'next-intl'
import type { MayUse, RoleDifference, RoleOnBroker } from '#lib/roles/schema.ts'
import { useBrokerWords } from './use-broker-words.ts'

/** What a role may do and where it is not as elsewhere, in words. */
export function useRoleWords() {
  const t = useTranslations('roles')
  const brokers = useBrokerWords()
  const difference = ({ field, policyType, resource, expected, found }: RoleDifference): string => {
    if (field === 'secret') return t('difference.secret')
    const name = field === 'policy' ? (resource ?? '') : t(`difference.${field}`)
    const full = policyType && policyType !== 'Custom' ? `${name} (${policyType})` : name
    return t('difference.line', {
      field: full,
      found: found ?? t('difference.none'),
      expected: expected ?? t('difference.none'),
    })
  }
  return {
    mayUse: ({ state, topics, groups }: MayUse, of: 'produce' | 'consume'): string => {
      if (state !== 'PARTLY') return t(`may.${state}`)
      return of === 'produce' ? t('may.produceSome', { topics }) : t('may.consumeSome', { topics, groups })
    },
    difference,
    onBroker: (broker: RoleOnBroker): string => t(`onBroker.${broker.state}`, { broker: brokers.one(broker) }),
    brokers,
  }
}
