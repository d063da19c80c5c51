'use client'

import { useTranslations } from 'next-intl'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { severities } from '#lib/alarms/schema.ts'
import { HoursFields, wholeWeek } from './hours-fields.tsx'
import { emptyRow, type RuleDraft } from './rule-draft.ts'
import { RuleRow } from './rule-row.tsx'
import type { RulePartProps } from './rule-what.tsx'
import type { Metrics } from './use-alarm-metrics.ts'
import { rowLetter, useAlarmWords } from './use-alarm-words.ts'

const MOST_ROWS = 6

/** When a rule fires and when it stops: its rows, for how long, and what is done when nothing is known. */
export function RuleWhen({
  draft,
  change,
  errorOf,
  readOnly,
  metrics,
  saved,
}: RulePartProps & { metrics: Metrics; saved: RuleDraft | null }) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const words = useAlarmWords()
  const { timeZone } = usePreferences()
  const { rows } = draft
  const field = { disabledReason: readOnly }
  const period = Math.min(...rows.map(({ periodSeconds }) => periodSeconds)) * 1000
  const severityOptions = severities.toReversed().map((value) => ({ value, label: tAlarms(`states.${value}`) }))
  return (
    <div className="grid gap-3">
      {rows.map((row, index) => (
        <RuleRow
          key={row.id}
          row={row}
          index={index}
          isOneOfMany={rows.length > 1}
          level={draft.level}
          metrics={metrics}
          saved={saved?.rows[index]?.metric === row.metric ? saved.rows[index] : undefined}
          onChange={(next) => change({ rows: rows.map((other) => (other.id === row.id ? next : other)) })}
          onRemove={() => change({ rows: rows.filter((other) => other.id !== row.id) })}
          errorOf={(name) => errorOf(`conditions.${index}.${name}`)}
          readOnly={readOnly}
        />
      ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="s"
          icon="plus"
          onClick={() => change({ rows: [...rows, emptyRow(Math.max(...rows.map(({ id }) => id)) + 1)] })}
          disabledReason={readOnly ?? (rows.length >= MOST_ROWS ? t('mostRows', { count: MOST_ROWS }) : undefined)}
        >
          {t('addRow')}
        </Button>
        {rows.length > 1 && (
          <Segmented
            label={t('combine')}
            size="s"
            value={draft.combine}
            onValueChange={(combine) => !readOnly && change({ combine })}
            options={(['any', 'all', 'expression'] as const).map((value) => ({ value, label: t(`combines.${value}`) }))}
          />
        )}
      </div>
      {rows.length > 1 && draft.combine === 'expression' && (
        <TextField
          {...field}
          label={t('expression')}
          hint={t('expressionHint')}
          isMono
          placeholder={`${rowLetter(0)} and (${rows
            .slice(1)
            .map((_, index) => rowLetter(index + 1))
            .join(' or ')})`}
          value={draft.expression}
          error={errorOf('expression')}
          onValueChange={(expression) => change({ expression })}
        />
      )}
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <NumberField
          {...field}
          label={t('forPeriods')}
          min={0}
          max={60}
          unit={t('periods', {
            count: draft.forPeriods ?? 0,
            time: words.duration((draft.forPeriods ?? 0) * period),
          })}
          hint={t('forPeriodsHint')}
          value={draft.forPeriods}
          error={errorOf('forPeriods')}
          onValueChange={(forPeriods) => change({ forPeriods })}
        />
        <NumberField
          {...field}
          label={t('keepFiring')}
          min={0}
          max={60}
          unit={t('minutes')}
          hint={t('keepFiringHint')}
          value={draft.keepFiringMinutes}
          error={errorOf('keepFiringMs')}
          onValueChange={(keepFiringMinutes) => change({ keepFiringMinutes })}
        />
      </div>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        <Select
          {...field}
          label={t('noData')}
          hint={draft.noData === 'OK' ? t('noDataOkHint') : undefined}
          value={draft.noData}
          error={errorOf('noData')}
          onValueChange={(noData) => change({ noData })}
          options={(['KEEP_LAST', 'IGNORE', 'ALARM', 'OK'] as const).map((value) => ({
            value,
            label: t(`noDataActions.${value}`),
          }))}
        />
        {draft.noData === 'ALARM' && (
          <Select
            {...field}
            label={t('noDataSeverity')}
            value={draft.noDataSeverity}
            onValueChange={(noDataSeverity) => change({ noDataSeverity })}
            options={severityOptions}
          />
        )}
      </div>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-3">
        <Select
          {...field}
          label={t('onError')}
          hint={t('onErrorHint')}
          value={draft.onError}
          error={errorOf('onError')}
          onValueChange={(onError) => change({ onError })}
          options={(['KEEP_LAST', 'ALARM'] as const).map((value) => ({ value, label: t(`onErrorActions.${value}`) }))}
        />
        {draft.onError === 'ALARM' && (
          <>
            <NumberField
              {...field}
              label={t('after')}
              min={1}
              max={1440}
              unit={t('minutes')}
              value={draft.onErrorMinutes}
              error={errorOf('onError.afterMinutes')}
              onValueChange={(onErrorMinutes) => change({ onErrorMinutes })}
            />
            <Select
              {...field}
              label={t('onErrorSeverity')}
              value={draft.onErrorSeverity}
              onValueChange={(onErrorSeverity) => change({ onErrorSeverity })}
              options={severityOptions}
            />
          </>
        )}
      </div>
      <Switch
        label={t('always')}
        hint={t('alwaysHint')}
        checked={draft.activeHours.length === 0}
        disabledReason={readOnly}
        onCheckedChange={(isOn) => change({ activeHours: isOn ? [] : [wholeWeek(timeZone)] })}
      />
      {draft.activeHours.map((hours, index) => (
        <HoursFields
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity, and are only appended or taken away
          key={index}
          value={hours}
          disabledReason={readOnly}
          onChange={(next) =>
            change({ activeHours: draft.activeHours.map((other, at) => (at === index ? next : other)) })
          }
          {...(draft.activeHours.length > 1 && {
            onRemove: () => change({ activeHours: draft.activeHours.filter((_, at) => at !== index) }),
          })}
          errorOf={(name) => errorOf(`activeHours.${index}.${name}`)}
        />
      ))}
      {draft.activeHours.length > 0 && !readOnly && (
        <div>
          <Button
            size="s"
            icon="plus"
            onClick={() => change({ activeHours: [...draft.activeHours, wholeWeek(timeZone)] })}
            disabledReason={draft.activeHours.length >= 10 ? t('mostHours') : undefined}
          >
            {t('addHours')}
          </Button>
        </div>
      )}
    </div>
  )
}
