'use client'

import { useTranslations } from 'next-intl'
import { type FilterDef, oneOf, someOf, yesNo } from '#components/data-table/filter-def.ts'
import { PermissionType } from '#lib/roles/policy-schema.ts'
import { RoleKind, RoleStatus } from '#lib/roles/schema.ts'
import { keyAgesDays } from './roles-filter.ts'

/** The filters of the list of roles. @param owners those that any role has */
export function useRoleFilters(owners: readonly string[]): FilterDef[] {
  const t = useTranslations('roles')
  return [
    { key: 'accessKey', label: t('accessKey'), kind: 'text' },
    oneOf('kind', t('kind'), RoleKind.options, (value) => t(`kinds.${value}`)),
    oneOf('status', t('status'), RoleStatus.options, (value) => t(`statuses.${value}`)),
    someOf('type', t('type'), PermissionType.options, (value) => t(`types.${value}`)),
    { key: 'produceTopic', label: t('mayProduceTo'), kind: 'text', placeholder: t('fullTopicName') },
    { key: 'consumeTopic', label: t('mayRead'), kind: 'text', placeholder: t('fullTopicName') },
    { key: 'group', label: t('mayUseGroup'), kind: 'text', placeholder: t('fullGroupName') },
    { key: 'sourceIp', label: t('sourceIp'), kind: 'text', placeholder: '10.0.0.7' },
    yesNo('differs', t('onBrokers'), t('differing'), t('alike')),
    owners.length > 0 ? oneOf('owner', t('owner'), owners) : { key: 'owner', label: t('owner'), kind: 'text' },
    { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
    oneOf('keyOlderThanDays', t('keyOlder'), keyAgesDays.map(String), (days) => t('days', { count: Number(days) })),
  ]
}
