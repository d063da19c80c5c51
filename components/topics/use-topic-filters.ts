'use client'

import { useTranslations } from 'next-intl'
import { type FilterDef, oneOf, someOf, yesNo } from '#components/data-table/filter-def.ts'
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
  'DRAINED',
] as const
const unusedDays = [1, 7, 30, 90, 365]

/** The filters of the list. Brokers are offered by name once the console knows them, else typed. */
export function useTopicFilters(clusterId: string): FilterDef[] {
  const t = useTranslations('topics')
  const tFavourites = useTranslations('favourites')
  const { brokerNames, clusterNames } = useMasters(clusterId)
  const named = (key: string, label: string, names: readonly string[]): FilterDef =>
    names.length > 0 ? oneOf(key, label, names) : { key, label, kind: 'text' }
  return [
    someOf('type', t('type'), TopicType.options, (value) => t(`types.${value}`)),
    someOf('permission', t('permission'), TopicPermission.options, (value) => t(`permissions.${value}`)),
    someOf('flags', t('flag'), flags, (value) => t(`flags.${value}`)),
    named('broker', t('broker'), brokerNames),
    named('clusterName', t('clusterName'), clusterNames),
    { key: 'group', label: t('group'), kind: 'text' },
    oneOf('unusedDays', t('unused'), unusedDays.map(String), (days) => t('unusedDays', { count: Number(days) })),
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    { key: 'owner', label: t('owner'), kind: 'text' },
    yesNo('favourite', tFavourites('filter'), tFavourites('mine'), tFavourites('others')),
    yesNo('protected', t('protection'), t('protectedOn'), t('protectedOff')),
  ]
}
