'use client'

import { useTranslations } from 'next-intl'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { GroupFlag, GroupModel, GroupType, RetryPolicyType } from '#lib/groups/schema.ts'
import { lagTimesMs } from './groups-filter.ts'

/** The filters of the list. */
export function useGroupFilters(): FilterDef[] {
  const t = useTranslations('groups')
  const format = useFormat()
  const yesNo = (key: string, label: string, yes: string, no: string): FilterDef => ({
    key,
    label,
    kind: 'options',
    options: [
      { value: 'true', label: yes },
      { value: 'false', label: no },
    ],
  })
  return [
    yesNo('hasLag', t('lag'), t('withLag'), t('withoutLag')),
    {
      key: 'lagOver',
      label: t('lagTimeOver'),
      kind: 'options',
      options: lagTimesMs.map((ms) => ({ value: String(ms), label: format.duration(ms) })),
    },
    yesNo('online', t('clients'), t('online'), t('offline')),
    { key: 'topic', label: t('topic'), kind: 'text' },
    {
      key: 'type',
      label: t('type'),
      kind: 'options',
      isMultiple: true,
      options: GroupType.options.map((value) => ({ value, label: t(`types.${value}`) })),
    },
    {
      key: 'model',
      label: t('model'),
      kind: 'options',
      isMultiple: true,
      options: GroupModel.options.map((value) => ({ value, label: t(`models.${value}`) })),
    },
    {
      key: 'delivery',
      label: t('delivery'),
      kind: 'options',
      isMultiple: true,
      options: (['CONCURRENT', 'ORDERED'] as const).map((value) => ({ value, label: t(`deliveries.${value}`) })),
    },
    {
      key: 'retryPolicy',
      label: t('retryPolicy'),
      kind: 'options',
      isMultiple: true,
      options: RetryPolicyType.options.map((value) => ({ value, label: t(`policyTypes.${value}`) })),
    },
    yesNo('enabled', t('consumption'), t('on'), t('off')),
    yesNo('hasDeadLetters', t('deadLetters'), t('withDeadLetters'), t('withoutDeadLetters')),
    yesNo('inconsistent', t('consistency'), t('consistencies.INCONSISTENT'), t('consistencies.CONSISTENT')),
    {
      key: 'flags',
      label: t('flag'),
      kind: 'options',
      isMultiple: true,
      options: GroupFlag.options.map((value) => ({ value, label: t(`flags.${value}`) })),
    },
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    { key: 'owner', label: t('owner'), kind: 'text' },
    yesNo('protected', t('protection'), t('on'), t('off')),
  ]
}
