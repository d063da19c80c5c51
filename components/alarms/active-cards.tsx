'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Pager } from '#components/data-table/pager.tsx'
import type { ListUrl } from '#components/data-table/use-list-url.ts'
import { Since } from '#components/layout/since.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { StaleStrip } from '#components/layout/states/stale-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Menu, type MenuItem } from '#components/ui/menu.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { List } from '#lib/api/endpoint.ts'
import type { AlarmFilterKey } from './alarm-filters.ts'
import { incidentHref, objectName } from './alarm-href.ts'
import { severityLooks } from './alarm-looks.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { type Grouping, groupKey } from './group-alarms.ts'
import { AcknowledgedBy, HiddenBy } from './handled-by.tsx'
import { canAcknowledge } from './use-active-columns.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { useAlarmWords } from './use-alarm-words.ts'
import type { useAlarmWrites } from './use-alarm-writes.ts'
import { ValueAndLimit } from './value-and-limit.tsx'

interface ActiveCardsProps {
  query: Pick<
    UseQueryResult<
      List<AlarmInstance> & { counts: { firing: { critical: number; warning: number; info: number } } },
      Error
    >,
    'data' | 'error' | 'refetch' | 'dataUpdatedAt'
  >
  list: ListUrl<AlarmFilterKey>
  by: Grouping
  writes: ReturnType<typeof useAlarmWrites>
  menuOf: (alarm: AlarmInstance) => MenuItem[]
  empty: ReactNode
}

const severityFilters = [
  ['CRITICAL', 'critical'],
  ['WARNING', 'warning'],
  ['INFO', 'info'],
] as const

/** The list on a phone: one column, the worst one open with what can be done about it. */
export function ActiveCards({ query, list, by, writes, menuOf, empty }: ActiveCardsProps) {
  const t = useTranslations('alarms')
  const { data, error } = query
  const [chosen, setChosen] = useState<string | null>(null)
  if (!data) {
    return error ? (
      <ProblemView error={error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading what={t('readingActive')} />
    )
  }
  const first = data.items.find(canAcknowledge)?.instanceId ?? null
  const openId = chosen ?? first
  const severity = list.get('severity')
  let before: string | null = null
  return (
    <div className="-mx-4">
      <div className="flex gap-4 overflow-x-auto border-b border-line-2 px-4">
        {severityFilters.map(([value, key]) => (
          <button
            key={value}
            type="button"
            aria-pressed={severity === value}
            onClick={() => list.set('severity', severity === value ? null : value)}
            className={cx(
              'relative flex h-11 shrink-0 items-center focus-visible:-outline-offset-2',
              severity === value && 'after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent',
            )}
          >
            <StatePill state={severityLooks[value]} label={t(`counts.${key}`, { count: data.counts.firing[key] })} />
          </button>
        ))}
      </div>
      {error && <StaleStrip at={new Date(query.dataUpdatedAt)} error={error} onRefresh={() => void query.refetch()} />}
      {data.items.length === 0 && (
        <div className="px-4">
          {list.hasFilters ? (
            <p className="flex min-h-16 items-center gap-3 text-fg-2">
              {t('noMatch')}
              <Button onClick={list.clear}>{t('clearFilters')}</Button>
            </p>
          ) : (
            empty
          )}
        </div>
      )}
      <ul aria-label={t('tabs.active')}>
        {data.items.map((alarm) => {
          const key = groupKey(alarm, by)
          const startsGroup = key !== before
          before = key
          const size = data.items.filter((other) => groupKey(other, by) === key).length
          return (
            <li key={alarm.instanceId}>
              {startsGroup && (
                <div className="flex min-h-8 items-center gap-2 border-b border-line-1 bg-surface-1 px-4 text-12">
                  <span className="truncate font-medium">
                    {by === 'cluster'
                      ? alarm.clusterName
                      : by === 'rule'
                        ? alarm.ruleName
                        : (alarm.owner ?? t('noOwner'))}
                  </span>
                  {by === 'cluster' && <EnvironmentTag environment={alarm.environment} />}
                  <span className="ml-auto shrink-0 text-fg-3">{t('groupHead.alarms', { count: size })}</span>
                </div>
              )}
              <Card
                alarm={alarm}
                isOpen={alarm.instanceId === openId}
                onToggle={() => setChosen(alarm.instanceId === openId ? '' : alarm.instanceId)}
                onAct={() => setChosen(alarm.instanceId)}
                writes={writes}
                menuOf={menuOf}
              />
            </li>
          )
        })}
      </ul>
      <div className="px-4">
        <Pager list={list as ListUrl} total={data.total} />
      </div>
    </div>
  )
}

interface CardProps {
  alarm: AlarmInstance
  isOpen: boolean
  onToggle: () => void
  /** Something is done about it: it stays open, so that it can be taken back. */
  onAct: () => void
  writes: ReturnType<typeof useAlarmWrites>
  menuOf: (alarm: AlarmInstance) => MenuItem[]
}

function Card({ alarm, isOpen, onToggle, onAct, writes, menuOf }: CardProps) {
  const t = useTranslations('alarms')
  const words = useAlarmWords()
  const access = useAlarmAccess()
  const { clusterId, clusterName, object, ruleName, instanceId, firedAt, since } = alarm
  const name = objectName(object) ?? clusterName
  return (
    <article
      aria-label={`${ruleName} ${name}`}
      className={cx(
        'border-b border-line-1 px-4 py-2.5',
        isOpen && alarm.severity === 'CRITICAL' && 'border-l-3 border-l-critical-mark pl-[13px]',
      )}
    >
      <div className="flex items-center justify-between gap-2">
        <AlarmPill alarm={alarm} hasFlapping />
        <span className="shrink-0 text-12 text-fg-2">
          <Since at={firedAt ?? since} />
        </span>
      </div>
      {/* Only the name unfolds it: what is beside it may have links and notes of its own. */}
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className={cx('min-h-11 w-full text-left [overflow-wrap:anywhere]', isOpen && 'text-16')}
      >
        <span className="font-medium">{ruleName}</span> {name}
      </button>
      <div className="flex items-center justify-between gap-2">
        <ValueAndLimit alarm={alarm} isLarge={isOpen} />
        {!isOpen && (
          <span className="min-w-0 truncate text-12 text-fg-3">
            {alarm.acknowledged ? (
              <AcknowledgedBy alarm={alarm} />
            ) : (
              (alarm.silencedBy || alarm.inhibitedBy) && <HiddenBy alarm={alarm} />
            )}
          </span>
        )}
      </div>
      {isOpen && (
        <div className="grid gap-2 pt-1">
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
            <dt className="text-fg-3">{t('metric')}</dt>
            <dd>{words.metric(alarm.metric)}</dd>
            <dt className="text-fg-3">{t('handled')}</dt>
            <dd>
              <AcknowledgedBy alarm={alarm} />
            </dd>
            {(alarm.silencedBy || alarm.inhibitedBy) && (
              <>
                <dt className="text-fg-3">{t('hidden')}</dt>
                <dd>
                  <HiddenBy alarm={alarm} />
                </dd>
              </>
            )}
          </dl>
          <div className="grid grid-cols-[1fr_1fr_44px] gap-2 [&_a]:h-11 [&_button]:h-11">
            {alarm.acknowledged ? (
              <Button
                icon="undo"
                onClick={() => writes.acknowledge([alarm], false)}
                disabledReason={access.reason('alarm:acknowledge', alarm)}
                className="justify-center"
              >
                {t('menu.takeBack')}
              </Button>
            ) : (
              <Button
                variant="primary"
                icon="check"
                onClick={() => {
                  onAct()
                  writes.acknowledge([alarm])
                }}
                disabledReason={access.reason('alarm:acknowledge', alarm)}
                className="justify-center"
              >
                {t('acknowledge')}
              </Button>
            )}
            <Button
              icon="silenced"
              onClick={() => {
                onAct()
                writes.silence([alarm], 3_600_000)
              }}
              disabledReason={access.reason('silence:write', alarm)}
              className="justify-center"
            >
              {t('silence1h')}
            </Button>
            <Menu
              align="end"
              trigger={
                <IconButton icon="more" variant="outline" label={t('actionsOf', { name: ruleName })} className="w-11" />
              }
              items={() => menuOf(alarm)}
            />
          </div>
          <Link href={incidentHref(clusterId, instanceId)} className="inline-flex min-h-8 items-center">
            {t('menu.open')}
          </Link>
        </div>
      )}
    </article>
  )
}
