'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { TopicPermission, TopicType } from '#lib/topics/schema.ts'
import { mastersOf } from './masters-of.ts'
import { mastersQuery } from './queries.ts'

/** Flags that need no sampler; the API filters by these. */
const flags = ['UNDECLARED', 'DIFFERS', 'MISSING_ON_BROKER', 'STATIC', 'ORDERED', 'COMPACTION'] as const

/** The filters of the list. Brokers are offered by name once the console knows them, else typed. */
export function useTopicFilters(clusterId: string): FilterDef[] {
  const t = useTranslations('topics')
  const { data } = useQuery(mastersQuery(clusterId))
  const { brokerNames, clusterNames } = mastersOf(data?.items ?? [])
  const named = (key: string, label: string, names: readonly string[]): FilterDef =>
    names.length > 0
      ? { key, label, kind: 'options', options: names.map((value) => ({ value, label: value })) }
      : { key, label, kind: 'text' }
  return [
    {
      key: 'type',
      label: t('type'),
      kind: 'options',
      isMultiple: true,
      options: TopicType.options.map((value) => ({ value, label: t(`types.${value}`) })),
    },
    {
      key: 'permission',
      label: t('permission'),
      kind: 'options',
      isMultiple: true,
      options: TopicPermission.options.map((value) => ({ value, label: t(`permissions.${value}`) })),
    },
    {
      key: 'flags',
      label: t('flag'),
      kind: 'options',
      isMultiple: true,
      options: flags.map((value) => ({ value, label: t(`flags.${value}`) })),
    },
    named('broker', t('broker'), brokerNames),
    named('clusterName', t('clusterName'), clusterNames),
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    { key: 'owner', label: t('owner'), kind: 'text' },
    {
      key: 'protected',
      label: t('protection'),
      kind: 'options',
      options: [
        { value: 'true', label: t('protectedOn') },
        { value: 'false', label: t('protectedOff') },
      ],
    },
  ]
}
