'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo, useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Combobox } from '#components/ui/combobox.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { type AlarmRuleInput, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import type { Backtest } from '#lib/alarms/rule-test-schema.ts'
import type { AlarmObject, Severity } from '#lib/alarms/schema.ts'
import { objectName } from './alarm-href.ts'
import { severityLooks } from './alarm-looks.ts'
import { typedMeasure } from './measure.ts'
import { backtestQuery } from './queries.ts'
import type { RowDraft } from './rule-draft.ts'
import { ThresholdChart, type ThresholdLine } from './threshold-chart.tsx'
import { isFlag, thresholdUnit, useAlarmWords } from './use-alarm-words.ts'

interface BacktestPanelProps {
  clusterId: string
  clusterName: string
  /** Null while the form does not make a rule yet. */
  rule: AlarmRuleInput | null
  /** The first row, whose limits the lines are. */
  row: RowDraft | undefined
  unit: string
  lines: readonly ThresholdLine[]
  onMove: ((severity: ThresholdLine['severity'], typed: string) => void) | undefined
  /** Of the rule as it is saved: what it would have done. */
  savedRule: AlarmRuleInput | null
  objects: readonly AlarmObject[]
}

const lower = { CRITICAL: 'critical', WARNING: 'warning', INFO: 'info' } as const satisfies Record<Severity, string>

/** What a rule would have done in the last day or week, over what is stored; its limits can be dragged. */
export function BacktestPanel({
  clusterId,
  clusterName,
  rule,
  row,
  unit,
  lines,
  onMove,
  savedRule,
  objects,
}: BacktestPanelProps) {
  const t = useTranslations('alarms.backtest')
  const words = useAlarmWords()
  const [hours, setHours] = useState<'24' | '168'>('24')
  const [objectKey, setObjectKey] = useState<string | null>(null)
  const object = objects.find((candidate) => JSON.stringify(candidate) === objectKey)
  const query = useQuery({
    ...backtestQuery({
      rule: parsed(rule),
      clusterId,
      hours: hours === '24' ? 24 : 168,
      ...(object && { object }),
    }),
    enabled: rule !== null,
    placeholderData: keepPreviousData,
  })
  const before = useQuery({
    ...backtestQuery({ rule: parsed(savedRule), clusterId, hours: hours === '24' ? 24 : 168 }),
    enabled: savedRule !== null,
  })
  const data = rule === null ? undefined : query.data
  const controls = (
    <>
      <Segmented
        label={t('length')}
        size="s"
        value={hours}
        onValueChange={setHours}
        options={[
          { value: '24', label: t('day') },
          { value: '168', label: t('week') },
        ]}
      />
      {objects.length > 1 && (
        <span className="w-52">
          <Combobox
            label={t('object')}
            isLabelHidden
            size="s"
            placeholder={data ? t('worstOf', { count: data.objects }) : t('worst')}
            value={objectKey}
            onValueChange={setObjectKey}
            options={objects.map((candidate) => ({
              value: JSON.stringify(candidate),
              label: objectName(candidate) ?? clusterName,
            }))}
          />
        </span>
      )}
    </>
  )
  if (rule === null) {
    return (
      <Frame title={t('title')}>
        <p className="text-fg-2">{t('incomplete')}</p>
      </Frame>
    )
  }
  if (row && row.metric !== '' && (isFlag(unit) || data?.notStored.includes(row.metric))) {
    return (
      <Frame title={t('title')}>
        <p className="text-fg-2">{t('notStored', { metric: words.metric(row.metric) })}</p>
      </Frame>
    )
  }
  if (!data) {
    return (
      <Frame title={t('title')}>
        {query.error ? (
          <Strip tone="unknown" icon="unknown">
            {t('failed')} {query.error.message}
          </Strip>
        ) : (
          <Skeleton width="100%" height={260} className="opacity-40" />
        )}
      </Frame>
    )
  }
  return (
    <Result
      data={data}
      before={before.data ?? null}
      isOld={query.isPlaceholderData || query.isFetching}
      controls={controls}
      clusterName={clusterName}
      row={row}
      lines={lines}
      onMove={onMove}
    />
  )
}

/** The draft was made to fit; what does not, the server names. */
const parsed = (rule: AlarmRuleInput | null): NewAlarmRule => {
  const result = NewAlarmRule.safeParse(rule)
  return result.success ? result.data : (rule as NewAlarmRule)
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="flex min-h-8 items-center font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Result({
  data,
  before,
  isOld,
  controls,
  clusterName,
  row,
  lines,
  onMove,
}: {
  data: Backtest
  before: Backtest | null
  isOld: boolean
  controls: ReactNode
  clusterName: string
} & Pick<BacktestPanelProps, 'row' | 'lines' | 'onMove'>) {
  const t = useTranslations('alarms.backtest')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  const { chart } = data
  const points = useMemo(() => (chart?.points ?? []).map(([at, value]) => ({ at, value })), [chart])
  const chartKey = chart ? JSON.stringify(chart.object) : ''
  const bands = data.spans
    .filter(({ object }) => JSON.stringify(object) === chartKey)
    .map(({ from, to, severity }) => ({ from, to, severity: lower[severity] }))
  const count = (severity: Severity) => data.spans.filter((span) => span.severity === severity)
  const longest = (spans: Backtest['spans']) =>
    Math.max(0, ...spans.map(({ from, to }) => (to ?? data.to).getTime() - from.getTime()))
  const sentence = t('sentence', {
    firings: data.firings,
    fired: data.firedObjects,
    objects: data.objects,
    longest: words.duration(data.longestMs),
  })
  const columns: Column<Backtest['spans'][number]>[] = [
    {
      id: 'severity',
      head: tAlarms('state'),
      width: 104,
      cell: ({ severity }) => <StatePill state={severityLooks[severity]} label={tAlarms(`states.${severity}`)} />,
    },
    { id: 'from', head: t('from'), width: 156, cell: ({ from }) => <Instant at={from} withMs={false} /> },
    {
      id: 'lasts',
      head: t('lasts'),
      width: 90,
      align: 'right',
      cell: ({ from, to }) =>
        to ? words.duration(to.getTime() - from.getTime()) : <span className="text-fg-2">{t('still')}</span>,
    },
    {
      id: 'peak',
      head: tAlarms('peak'),
      width: 90,
      align: 'right',
      cell: ({ peakValue }) => (peakValue === null ? '?' : words.value(peakValue, chart?.unit ?? '')),
    },
    {
      id: 'object',
      head: tAlarms('object'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ object }) => <span className="block truncate font-medium">{objectName(object) ?? clusterName}</span>,
    },
  ]
  return (
    <div className={isOld ? 'opacity-60' : undefined} aria-busy={isOld}>
      {chart && row ? (
        <ThresholdChart
          title={t('title')}
          detail={t('of', { object: objectName(chart.object) ?? clusterName })}
          seriesLabel={words.metric(chart.metric)}
          points={points}
          from={data.from}
          to={data.to}
          unit={thresholdUnit(row, chart.unit)}
          bands={bands}
          lines={lines}
          {...(onMove && {
            onMove: (severity: ThresholdLine['severity'], value: number) =>
              onMove(severity, typedMeasure(value, thresholdUnit(row, chart.unit))),
          })}
          headEnd={controls}
        />
      ) : (
        <Frame title={t('title')}>
          <div className="mb-2 flex gap-2">{controls}</div>
          <p className="text-fg-2">{t('noSeries')}</p>
        </Frame>
      )}
      <p role="status" className="py-2">
        {sentence}
      </p>
      <Readouts
        items={[
          ...(['CRITICAL', 'WARNING', 'INFO'] as const)
            .filter((severity) => severity !== 'INFO' || count(severity).length > 0)
            .map((severity) => ({
              label: tAlarms(`states.${severity}`),
              value: format.number(count(severity).length),
              unit: t('times', { count: count(severity).length }),
              context:
                count(severity).length > 0
                  ? t('longest', { time: words.duration(longest(count(severity))) })
                  : t('never'),
            })),
          ...(before
            ? [
                {
                  label: t('asSaved'),
                  value: format.number(before.firings),
                  unit: t('times', { count: before.firings }),
                  context: t('change', { change: format.change(data.firings - before.firings) }),
                },
              ]
            : []),
          {
            label: t('notices'),
            value: format.number(data.notices),
            unit: t('sent', { count: data.notices }),
            context: t('noticesContext'),
          },
        ]}
      />
      {data.notStored.length > 0 && (
        <Strip tone="unknown" icon="unknown" className="mt-2">
          {t('someNotStored', { metrics: data.notStored.map(words.metric).join(', ') })}
        </Strip>
      )}
      {data.spans.length > 0 && (
        <Section title={t('eachTime')} count={format.number(data.spans.length)}>
          <div className="max-h-96 overflow-y-auto">
            <PlainTable
              label={t('eachTime')}
              columns={columns}
              rows={data.spans.toReversed().slice(0, 200)}
              rowId={({ object, from, severity }) => `${JSON.stringify(object)} ${from.getTime()} ${severity}`}
              density={28}
            />
          </div>
        </Section>
      )}
    </div>
  )
}
