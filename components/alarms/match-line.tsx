'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import { Popover } from '#components/ui/popover.tsx'
import type { RuleMatch } from '#lib/alarms/rule-test-schema.ts'
import type { AlarmLevel } from '#lib/alarms/schema.ts'
import { objectHref, objectName } from './alarm-href.ts'

/** "Matches 37 groups now", with the list; new objects join by themselves. */
export function MatchLine({
  query,
  level,
}: {
  query: Pick<UseQueryResult<RuleMatch, Error>, 'data' | 'error' | 'isFetching'>
  level: AlarmLevel
}) {
  const t = useTranslations('alarms.editor')
  const { data, error } = query
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2 text-12" role="status" aria-label={t('matchLabel')}>
      {error ? (
        <span className="text-fg-3">{t('matchUnknown')}</span>
      ) : data ? (
        <>
          <Icon
            name={data.total === 0 ? 'warning' : 'check'}
            size={14}
            className={data.total === 0 ? 'text-warning-mark' : 'text-fg-2'}
          />
          <span className={query.isFetching ? 'text-fg-3' : undefined}>
            {t.rich('matches', {
              count: data.total,
              level: t(`nouns.${level}`, { count: data.total }),
              b: (words) => <strong className="font-semibold">{words}</strong>,
            })}
          </span>
          {data.total > 0 && (
            <Popover
              label={t('matchList')}
              width={360}
              trigger={
                <button type="button" className="min-h-6 text-accent hover:underline">
                  {t('showMatches')}
                </button>
              }
            >
              <ul className="max-h-80 overflow-y-auto p-2">
                {data.items.map(({ clusterId, clusterName, object }) => (
                  <li key={`${clusterId} ${JSON.stringify(object)}`} className="flex min-h-7 items-center gap-2 px-1">
                    <Link href={objectHref(clusterId, object)} className="min-w-0 truncate">
                      {objectName(object) ?? clusterName}
                    </Link>
                    {data.clusters.length > 1 && (
                      <span className="ml-auto shrink-0 text-12 text-fg-3">{clusterName}</span>
                    )}
                  </li>
                ))}
                {data.items.length < data.total && (
                  <li className="px-1 py-1 text-12 text-fg-3">
                    {t('moreMatches', { count: data.total - data.items.length })}
                  </li>
                )}
              </ul>
            </Popover>
          )}
          <span className="text-fg-3">{t('joinByThemselves')}</span>
        </>
      ) : (
        <span className="text-fg-3">{t('matching')}</span>
      )}
    </div>
  )
}
