'use client'

import { useTranslations } from 'next-intl'
import { Combobox } from '#components/ui/combobox.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Select } from '#components/ui/select.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { Aggregate, Operator } from '#lib/alarms/rule-schema.ts'
import type { AlarmLevel } from '#lib/alarms/schema.ts'
import { severityLooks } from './alarm-looks.ts'
import { parseMeasure } from './measure.ts'
import { type RowDraft, rowOfMetric, severityKeys } from './rule-draft.ts'
import type { Metrics } from './use-alarm-metrics.ts'
import { isFlag, rowLetter, thresholdUnit, useAlarmWords } from './use-alarm-words.ts'

interface RuleRowProps {
  row: RowDraft
  index: number
  /** More rows than this one: they have letters, and can be taken away. */
  isOneOfMany: boolean
  level: AlarmLevel
  metrics: Metrics
  /** As it is saved, shown beside what differs. */
  saved: RowDraft | undefined
  onChange: (row: RowDraft) => void
  onRemove: () => void
  errorOf: (field: string) => string | undefined
  readOnly: string | undefined
}

const periods = ['60', '300', '900', '3600'] as const
const toSeverity = { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' } as const

/** One condition: a metric over a period, and from where on it is how bad. */
export function RuleRow({
  row,
  index,
  isOneOfMany,
  level,
  metrics,
  saved,
  onChange,
  onRemove,
  errorOf,
  readOnly,
}: RuleRowProps) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const words = useAlarmWords()
  const unit = metrics.unitOf(row.metric)
  const limitUnit = thresholdUnit(row, unit)
  const field = { disabledReason: readOnly }
  const isChange = limitUnit === 'percent' && unit !== 'percent'
  const hasNoLimit = isFlag(unit) || row.operator === 'noData'
  const isState = metrics.find(row.metric)?.kind === 'state'
  const offered = metrics.items.filter(({ levels }) => levels.includes(level))
  const chosen = metrics.find(row.metric)
  const doesFit = chosen === undefined || chosen.levels.includes(level)

  /** What is typed, in the unit that the metric is stored in, so that nobody wonders. */
  function readAs(text: string): string | undefined {
    const value = parseMeasure(text, limitUnit)
    if (value === null) return undefined
    const shown = words.value(value, limitUnit)
    return shown.replace(/\s/g, '') === text.replace(/\s/g, '').replace('min', 'm') ? undefined : shown
  }

  const legend = isOneOfMany ? t('row', { letter: rowLetter(index) }) : t('condition')
  return (
    <fieldset className="grid gap-2 border-t border-line-1 pt-3 first:border-t-0 first:pt-0">
      <legend className="sr-only">{legend}</legend>
      <div className="flex items-start gap-2">
        {isOneOfMany && (
          <span aria-hidden="true" className="mt-6 w-4 shrink-0 font-mono text-12 font-medium">
            {rowLetter(index)}
          </span>
        )}
        <Combobox
          {...field}
          className="flex-1"
          label={t('metric')}
          isRequired
          placeholder={t('chooseMetric')}
          value={row.metric || null}
          error={
            errorOf('metric') ?? (doesFit ? undefined : t('metricOfOtherLevel', { level: tAlarms(`levels.${level}`) }))
          }
          onValueChange={(metric) => {
            const entry = metrics.find(metric ?? '')
            onChange(rowOfMetric(row, metric ?? '', entry?.higherIsWorse ?? null, entry?.unit ?? 'count'))
          }}
          options={offered.map(({ metric, group }) => ({
            value: metric,
            label: words.metric(metric),
            hint: tAlarms(`metricGroups.${group}`),
          }))}
        />
        {isOneOfMany && !readOnly && (
          <IconButton
            icon="x"
            label={t('removeRow', { letter: rowLetter(index) })}
            onClick={onRemove}
            className="mt-5"
          />
        )}
      </div>
      {row.metric !== '' && (
        <div className="grid grid-cols-2 gap-2 md:grid-cols-3">
          {!isState && row.operator !== 'noData' && (
            <Select
              {...field}
              label={t('aggregate')}
              value={row.aggregate}
              error={errorOf('aggregate')}
              onValueChange={(aggregate) => onChange({ ...row, aggregate })}
              options={Aggregate.options.map((value) => ({ value, label: tAlarms(`aggregates.${value}`) }))}
            />
          )}
          <Select
            {...field}
            label={t('period')}
            value={String(row.periodSeconds) as (typeof periods)[number]} // one of the four by its type
            error={errorOf('periodSeconds')}
            onValueChange={(period) => onChange({ ...row, periodSeconds: Number(period) as RowDraft['periodSeconds'] })} // one of the four
            options={periods.map((value) => ({ value, label: words.duration(Number(value) * 1000) }))}
          />
          {!isFlag(unit) && (
            <Select
              {...field}
              label={t('operator')}
              value={row.operator}
              error={errorOf('operator')}
              onValueChange={(operator) => onChange({ ...row, operator })}
              options={Operator.options
                .filter((value) => !isState || !['increase', 'decrease', 'wave'].includes(value))
                .map((value) => ({ value, label: tAlarms(`operators.${value}`) }))}
            />
          )}
          {isChange && (
            <Select
              {...field}
              label={t('compareWith')}
              value={row.compareWith}
              error={errorOf('compareWith')}
              onValueChange={(compareWith) => onChange({ ...row, compareWith })}
              options={(['day', 'week', 'previous'] as const).map((value) => ({
                value,
                label: tAlarms(`compareWith.${value}`),
              }))}
            />
          )}
        </div>
      )}
      {row.metric !== '' && hasNoLimit && (
        <Select
          {...field}
          label={tAlarms('severity')}
          className="max-w-52"
          value={severityKeys.find((key) => row.limits[key] !== '') ?? null}
          error={errorOf('thresholds')}
          onValueChange={(key) => onChange({ ...row, limits: { critical: '', warning: '', info: '', [key]: '1' } })}
          options={severityKeys.map((key) => ({ value: key, label: tAlarms(`severities.${key}`) }))}
        />
      )}
      {row.metric !== '' && !hasNoLimit && (
        <div className="grid gap-1.5">
          <div aria-hidden="true" className="grid grid-cols-[92px_minmax(0,1fr)_minmax(0,1fr)] gap-2 text-12 text-fg-3">
            <span />
            <span>{t('limit')}</span>
            <span>{t('clears')}</span>
          </div>
          {severityKeys.map((key) => (
            <div key={key} className="grid grid-cols-[92px_minmax(0,1fr)_minmax(0,1fr)] items-start gap-2">
              <span className="pt-1">
                <StatePill state={severityLooks[toSeverity[key]]} label={tAlarms(`severities.${key}`)} />
              </span>
              <TextField
                {...field}
                label={t('limitOf', { severity: tAlarms(`severities.${key}`) })}
                isLabelHidden
                value={row.limits[key]}
                unit={readAs(row.limits[key])}
                error={errorOf(`thresholds.${key}`) ?? (key === 'critical' ? errorOf('thresholds') : undefined)}
                {...(saved && { previousValue: saved.limits[key] })}
                onValueChange={(text) => onChange({ ...row, limits: { ...row.limits, [key]: text } })}
              />
              <TextField
                {...field}
                label={t('clearsOf', { severity: tAlarms(`severities.${key}`) })}
                isLabelHidden
                placeholder={row.limits[key]}
                value={row.clears[key]}
                error={errorOf(`clear.${key}`)}
                onValueChange={(text) => onChange({ ...row, clears: { ...row.clears, [key]: text } })}
              />
            </div>
          ))}
        </div>
      )}
    </fieldset>
  )
}
