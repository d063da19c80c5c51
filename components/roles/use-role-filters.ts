'use client'

import { useTranslations } from 'next-intl'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { PermissionType } from '#lib/roles/policy-schema.ts'
import { RoleKind, RoleStatus } from '#lib/roles/schema.ts'
import { keyAgesDays } from './roles-filter.ts'

/** The filters of the list of roles. @param owners those that any role has */
export function useRoleFilters(owners: readonly string[]): FilterDef[] {
  const t = useTranslations('roles')
  return [
    { key: 'accessKey', label: t('accessKey'), kind: 'text' },
    {
      key: 'kind',
      label: t('kind'),
      kind: 'options',
      options: RoleKind.options.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    {
      key: 'status',
      label: t('status'),
      kind: 'options',
      options: RoleStatus.options.map((value) => ({ value, label: t(`statuses.${value}`) })),
    },
    {
      key: 'type',
      label: t('type'),
      kind: 'options',
      isMultiple: true,
      options: PermissionType.options.map((value) => ({ value, label: t(`types.${value}`) })),
    },
    { key: 'produceTopic', label: t('mayProduceTo'), kind: 'text', placeholder: t('fullTopicName') },
    { key: 'consumeTopic', label: t('mayRead'), kind: 'text', placeholder: t('fullTopicName') },
    { key: 'group', label: t('mayUseGroup'), kind: 'text', placeholder: t('fullGroupName') },
    { key: 'sourceIp', label: t('sourceIp'), kind: 'text', placeholder: '10.0.0.7' },
    {
      key: 'differs',
      label: t('onBrokers'),
      kind: 'options',
      options: [
        { value: 'true', label: t('differing') },
        { value: 'false', label: t('alike') },
      ],
    },
    owners.length > 0
      ? { key: 'owner', label: t('owner'), kind: 'options', options: owners.map((value) => ({ value, label: value })) }
      : { key: 'owner', label: t('owner'), kind: 'text' },
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    {
      key: 'keyOlderThanDays',
      label: t('keyOlder'),
      kind: 'options',
      options: keyAgesDays.map((days) => ({ value: String(days), label: t('days', { count: days }) })),
    },
  ]
}
