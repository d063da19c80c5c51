'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import type { GroupItem } from '#lib/groups/schema.ts'

/** Do the clients subscribe alike? */
export function ConsistencyText({
  group: { consistency, inconsistentClients },
}: {
  group: Pick<GroupItem, 'consistency' | 'inconsistentClients'>
}) {
  const t = useTranslations('groups')
  if (consistency === null) return <span className="text-fg-3">–</span>
  if (consistency === 'UNKNOWN') return <span className="text-fg-3">{t('consistencies.UNKNOWN')}</span>
  if (consistency === 'CONSISTENT') return <span className="text-fg-2">{t('consistencies.CONSISTENT')}</span>
  return (
    <span className="inline-flex max-w-full items-center gap-1 text-warning">
      <Icon name="warning" size={12} className="shrink-0 text-warning-mark" />
      <span className="truncate">
        {inconsistentClients > 0
          ? t('inconsistentClients', { count: inconsistentClients })
          : t('consistencies.INCONSISTENT')}
      </span>
    </span>
  )
}
