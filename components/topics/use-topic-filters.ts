'use client'

import { useTranslations } from 'next-intl'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { TopicPermission, TopicType } from '#lib/topics/schema.ts'
import { useMasters } from './use-masters.ts'

const flags = [
  'UNDECLARED',
  'DIFFERS',
  'MISSING_ON_BROKER',
  'NO_GROUP',
  'WRONG_FIT',
  'STATIC',
  'ORDERED',
  'COMPACTION',
] as const
const unusedDays = [1, 7, 30, 90, 365]

/** The filters of the list. Brokers are offered by name once the console knows them, else typed. */
export function useTopicFilters(clusterId: string): FilterDef[] {
  const t = useTranslations('topics')
  const { brokerNames, clusterNames } = useMasters(clusterId)
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
    { key: 'group', label: t('group'), kind: 'text' },
    {
      key: 'unusedDays',
      label: t('unused'),
      kind: 'options',
      options: unusedDays.map((days) => ({ value: String(days), label: t('unusedDays', { count: days }) })),
    },
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
