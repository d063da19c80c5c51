'use client'

import { useTranslations } from 'next-intl'
import { changedFields } from '#components/audit/changed-fields.ts'
import { objectHistoryQuery } from '#components/audit/queries.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import { topicHref } from './topic-href.ts'

const SHOWN = 3
/** Among them are reads of bodies, which change nothing. */
const LOOKED_AT = 50

/** The last changes of the topic that were made here. */
export function RecentChanges({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics')
  const tHistory = useTranslations('audit.history')
  const query = useLiveQuery(objectHistoryQuery(clusterId, 'topic', topicName, { pageSize: LOOKED_AT, sort: '-at' }))
  return (
    <Section
      title={t('changes')}
      end={<Link href={`${topicHref(clusterId, topicName)}?tab=history`}>{t('allChanges')}</Link>}
    >
      <QueryView query={query} what={tHistory('reading')}>
        {({ items }) => {
          const changes = items.filter(({ action }) => action.startsWith('topic.')).slice(0, SHOWN)
          return changes.length === 0 ? (
            <p className="text-fg-2">{tHistory('noneText')}</p>
          ) : (
            <ul className="border-t border-line-1">
              {changes.map((row) => (
                <li key={row.auditId} className="flex flex-wrap gap-x-4 border-b border-line-1 py-1.5">
                  <span className="text-fg-3">
                    <Instant at={row.at} withMs={false} />
                  </span>
                  <span>{row.actor.name}</span>
                  <code className="font-mono text-12 leading-5">{row.action}</code>
                  <span className="min-w-0 flex-1 truncate text-fg-2">
                    {changedFields(row.before, row.after)
                      .changed.map(({ field }) => field)
                      .join(', ')}
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </QueryView>
    </Section>
  )
}
