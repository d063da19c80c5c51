'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import { changedFields } from './changed-fields.ts'
import { type HistoryQuery, objectHistoryQuery } from './queries.ts'

const SHOWN = 3
/** Among them are reads of bodies, which change nothing. */
const LOOKED_AT = 50

interface RecentChangesProps {
  clusterId: string
  kind: NonNullable<HistoryQuery['kind']>
  name: string
  /** Beginnings of the actions that change it: `topic.`. */
  actions: readonly string[]
  /** Where all of its history is. */
  href: string
}

/** The last changes of one thing that were made here. */
export function RecentChanges({ clusterId, kind, name, actions, href }: RecentChangesProps) {
  const t = useTranslations('audit.history')
  const query = useLiveQuery(objectHistoryQuery(clusterId, kind, name, { pageSize: LOOKED_AT, sort: '-at' }))
  return (
    <Section title={t('changes')} end={<Link href={href}>{t('allChanges')}</Link>}>
      <QueryView query={query} what={t('reading')}>
        {({ items }) => {
          const changes = items
            .filter(({ action }) => actions.some((beginning) => action.startsWith(beginning)))
            .slice(0, SHOWN)
          return changes.length === 0 ? (
            <p className="text-fg-2">{t('noneText')}</p>
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
