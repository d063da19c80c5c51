'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { testAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { RuleTest } from '#lib/alarms/rule-test-schema.ts'
import { call } from '#lib/api/call.ts'
import { severityLooks } from './alarm-looks.ts'
import { ObjectCell } from './object-cell.tsx'
import { ruleQuery } from './queries.ts'
import { rowLetter, useAlarmWords } from './use-alarm-words.ts'

type Item = RuleTest['items'][number]

const looks: Record<Item['result'], State> = {
  TRUE: 'warning',
  FALSE: 'ok',
  NO_DATA: 'unknown',
  ERROR: 'unknown',
  NOT_APPLICABLE: 'silenced',
}

/** A rule judged now, object by object; nobody is told and nothing changes. */
export function RuleTestDrawer({ ruleId, onClose }: { ruleId: string | null; onClose: () => void }) {
  const t = useTranslations('alarms.test')
  const rule = useQuery({ ...ruleQuery(ruleId ?? ''), enabled: ruleId !== null })
  const query = useQuery({
    queryKey: ['alarms', 'test', ruleId],
    queryFn: ({ signal }) => call(testAlarmRuleEndpoint, { params: { ruleId: ruleId ?? '' } }, { signal }),
    enabled: ruleId !== null,
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Drawer
      open={ruleId !== null}
      onClose={onClose}
      title={t('title', { name: rule.data?.name ?? '' })}
      headEnd={
        <Button size="s" icon="refresh" onClick={() => void query.refetch()} isBusy={query.isFetching}>
          {t('again')}
        </Button>
      }
      storageKey="alarm-rule-test"
    >
      <div className="pt-3">
        <QueryView query={query} what={t('reading')}>
          {(data) => <Result result={data} />}
        </QueryView>
      </div>
    </Drawer>
  )
}

function Result({ result }: { result: RuleTest }) {
  const t = useTranslations('alarms.test')
  const tAlarms = useTranslations('alarms')
  const tMeasured = useTranslations('measured.reason')
  const format = useFormat()
  const words = useAlarmWords()
  const columns: Column<Item>[] = [
    {
      id: 'result',
      head: t('result'),
      width: 116,
      cell: ({ result: outcome, severity }) => (
        <StatePill
          state={outcome === 'TRUE' && severity ? severityLooks[severity] : looks[outcome]}
          label={outcome === 'TRUE' && severity ? tAlarms(`states.${severity}`) : t(`results.${outcome}`)}
        />
      ),
    },
    {
      id: 'object',
      head: tAlarms('object'),
      isFlexible: true,
      minWidth: 120,
      cell: (item) => <ObjectCell alarm={item} />,
    },
    {
      id: 'rows',
      head: t('rows'),
      width: 200,
      cell: ({ rows }) => (
        <span className="grid">
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a rule have a fixed order
            <span key={index} className="truncate" title={words.metric(row.metric)}>
              {rows.length > 1 && <span className="text-fg-3">{rowLetter(index)} </span>}
              {row.value === null ? (
                <span className="text-fg-3">? {row.reason && tMeasured(row.reason)}</span>
              ) : (
                words.value(row.value, row.unit)
              )}
            </span>
          ))}
        </span>
      ),
    },
  ]
  return (
    <div className="grid gap-3">
      <p role="status">
        {t('sentence', {
          total: result.total,
          holding: result.holding,
          unknown: result.unknown,
          time: format.time(result.at, false),
          took: format.duration(result.tookMs),
        })}
      </p>
      <p className="text-12 text-fg-3">{t('nothingChanged')}</p>
      <PlainTable
        label={t('label')}
        columns={columns}
        rows={result.items}
        rowId={({ clusterId, object }) => `${clusterId} ${JSON.stringify(object)}`}
      />
      {result.items.length < result.total && (
        <p className="text-12 text-fg-3">{t('more', { count: result.total - result.items.length })}</p>
      )}
    </div>
  )
}
