'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { RuleMatch } from '#lib/alarms/rule-test-schema.ts'
import { objectName } from './alarm-href.ts'
import { parseMeasure } from './measure.ts'
import type { RuleDraft } from './rule-draft.ts'
import { type UnitOf, useAlarmWords } from './use-alarm-words.ts'

interface NoticeSampleInput {
  draft: RuleDraft
  match: RuleMatch | null
  unitOf: UnitOf
  clusterName: string
  environment: string
}

/** Values for the preview of a text: those of an alarm that would fire now, else of the worst thing there is. */
export function useNoticeSample({ draft, match, unitOf, clusterName, environment }: NoticeSampleInput): {
  values: Record<string, string>
  isReal: boolean
} {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  const fires = match?.firesNow?.items[0]
  const example = fires ?? match?.items[0]
  const [firstRow] = draft.rows
  const itsUnit = firstRow ? unitOf(firstRow.metric) : ''
  const limit =
    firstRow && parseMeasure(firstRow.limits.critical || firstRow.limits.warning || firstRow.limits.info, itsUnit)
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? '?' : words.value(value, itsUnit)
  return {
    isReal: example !== undefined,
    values: {
      cluster: example?.clusterName ?? clusterName,
      environment,
      object: example ? (objectName(example.object) ?? example.clusterName) : t('sampleObject'),
      namespace: example?.object.namespace ?? '',
      owner: example?.owner ?? draft.owner,
      metric: firstRow ? words.metric(firstRow.metric) : '',
      value: fires ? shown(fires.value) : shown(limit === null || limit === undefined ? null : limit * 1.2),
      threshold: fires ? shown(fires.threshold) : shown(limit),
      severity: tAlarms(`states.${fires?.severity ?? 'WARNING'}`),
      since: format.instant(new Date(), false),
      duration: words.duration(0),
      trend: tAlarms('trends.UP'),
      link: '/alarms/…',
      runbook: draft.runbookUrl,
      labels: draft.labels.join(', '),
      count: '1',
    },
  }
}
