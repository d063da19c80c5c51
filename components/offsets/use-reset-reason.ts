'use client'

import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import type { GroupItem } from '#lib/groups/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'

type AskedGroup = Pick<GroupItem, 'groupName' | 'isSystem' | 'model'>

/** Why the offsets of a group cannot be reset, as far as the browser can tell; undefined when they can. */
export function useResetReason(clusterId: string): (group: AskedGroup | undefined) => string | undefined {
  const t = useTranslations('offsets')
  const access = useAccess()
  return (group) => {
    if (!group) return t('readingGroup')
    if (group.isSystem) return t('refusals.SYSTEM_GROUP')
    if (group.model === 'BROADCASTING') return t('refusals.BROADCAST')
    return access.reason('offset:reset', clusterId, onGroup(group.groupName))
  }
}
