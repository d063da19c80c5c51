'use client'

import { useTranslations } from 'next-intl'
import { type FilterDef, oneOf, someOf, yesNo } from '#components/data-table/filter-def.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { GroupFlag, GroupModel, GroupType, RetryPolicyType } from '#lib/groups/schema.ts'
import { lagTimesMs } from './groups-filter.ts'

/** The filters of the list. */
export function useGroupFilters(): FilterDef[] {
  const t = useTranslations('groups')
  const tFavourites = useTranslations('favourites')
  const format = useFormat()
  return [
    yesNo('hasLag', t('lag'), t('withLag'), t('withoutLag')),
    oneOf('lagOver', t('lagTimeOver'), lagTimesMs.map(String), (ms) => format.duration(Number(ms))),
    yesNo('online', t('clients'), t('online'), t('offline')),
    { key: 'topic', label: t('topic'), kind: 'text' },
    someOf('type', t('type'), GroupType.options, (value) => t(`types.${value}`)),
    someOf('model', t('model'), GroupModel.options, (value) => t(`models.${value}`)),
    someOf('delivery', t('delivery'), ['CONCURRENT', 'ORDERED'], (value) => t(`deliveries.${value}`)),
    someOf('retryPolicy', t('retryPolicy'), RetryPolicyType.options, (value) => t(`policyTypes.${value}`)),
    yesNo('enabled', t('consumption'), t('on'), t('off')),
    yesNo('hasDeadLetters', t('deadLetters'), t('withDeadLetters'), t('withoutDeadLetters')),
    yesNo('inconsistent', t('consistency'), t('consistencies.INCONSISTENT'), t('consistencies.CONSISTENT')),
    someOf('flags', t('flag'), GroupFlag.options, (value) => t(`flags.${value}`)),
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    { key: 'owner', label: t('owner'), kind: 'text' },
    yesNo('favourite', tFavourites('filter'), tFavourites('mine'), tFavourites('others')),
    yesNo('protected', t('protection'), t('on'), t('off')),
  ]
}
