'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { countsOf, type Grouping } from './group-alarms.ts'
import { shortTime } from './handled-by.tsx'

/** Head of a group: what it is, how many, how many of them nobody is told of, and when somebody was told last. */
export function GroupHead({
  by,
  alarms,
  hasCluster,
}: {
  by: Grouping
  alarms: readonly AlarmInstance[]
  hasCluster: boolean
}) {
  const t = useTranslations('alarms')
  const format = useFormat()
  const [first] = alarms
  if (!first) return null
  const { all, inhibited, silenced, lastNoticeAt } = countsOf(alarms)
  const clusters = [...new Set(alarms.map(({ clusterName }) => clusterName))]
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium text-fg-1">
        {by === 'cluster' ? first.clusterName : by === 'rule' ? first.ruleName : (first.owner ?? t('noOwner'))}
      </span>
      {by === 'cluster' && <EnvironmentTag environment={first.environment} />}
      <span className="truncate">
        {[
          t('groupHead.alarms', { count: all }),
          ...(inhibited > 0 ? [t('groupHead.inhibited', { count: inhibited })] : []),
          ...(silenced > 0 ? [t('groupHead.silenced', { count: silenced })] : []),
          ...(by !== 'cluster' && hasCluster ? [clusters.join(', ')] : []),
          ...(lastNoticeAt ? [t('groupHead.notified', { time: shortTime(lastNoticeAt, format) })] : []),
        ].join(', ')}
      </span>
    </span>
  )
}
