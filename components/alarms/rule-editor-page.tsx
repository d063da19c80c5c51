'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { alarmsHref, objectName } from './alarm-href.ts'
import { ruleQuery } from './queries.ts'
import { draftOfRule, parseObject, type RuleDraft, rowOfMetric, startDraft } from './rule-draft.ts'
import { RuleEditor } from './rule-editor.tsx'
import { useAlarmMetrics } from './use-alarm-metrics.ts'
import { useAlarmWords } from './use-alarm-words.ts'

/** A rule is written or changed: what it is about, when it fires, who hears of it; and what it would have done. */
export function RuleEditorPage({ clusterId, ruleId }: { clusterId: string; ruleId: string | null }) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const words = useAlarmWords()
  const metrics = useAlarmMetrics()
  const [start] = useQueryStates({
    metric: parseAsString,
    scope: parseAsString,
    object: parseAsString,
    like: parseAsString,
  })
  const readId = ruleId ?? start.like
  // The form begins with what is saved now, and then stands still: what others save meanwhile is refused by its revision.
  const rule = useQuery({
    ...ruleQuery(readId ?? ''),
    enabled: readId !== null,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  })
  const hasMetrics = metrics.items.length > 0
  const draft = useMemo<RuleDraft | null>(() => {
    if (!hasMetrics) return null
    if (readId !== null) {
      if (!rule.data || !rule.isFetchedAfterMount) return null
      const read = draftOfRule(rule.data, metrics.unitOf)
      return ruleId === null ? { ...read, name: t('copyOf', { name: read.name }).slice(0, 60) } : read
    }
    const empty = startDraft(clusterId, start)
    const entry = metrics.find(start.metric ?? '')
    const [row] = empty.rows
    if (!entry || !row) return empty
    const names = parseObject(start.object, empty.level)
    const object = objectName({ level: empty.level, ...names })
    return {
      ...empty,
      name: [words.metric(entry.metric), ...(start.object && object ? [object] : [])].join(' ').slice(0, 60),
      rows: [rowOfMetric(row, entry.metric, entry.higherIsWorse, entry.unit)],
    }
  }, [hasMetrics, readId, ruleId, rule.data, rule.isFetchedAfterMount, metrics, clusterId, start, words, t])
  const crumb = { label: tAlarms('tabs.rules'), href: alarmsHref(clusterId, 'rules') }
  if (rule.error && !rule.data) {
    return (
      <>
        <PageHeader crumb={crumb} title={t('editTitle')} />
        <ProblemView error={rule.error} onRetry={() => void rule.refetch()} />
      </>
    )
  }
  if (!draft) {
    return (
      <>
        <PageHeader crumb={crumb} title={ruleId === null ? t('newTitle') : t('editTitle')} />
        <Loading shape="block" what={t('reading')} />
      </>
    )
  }
  return (
    <RuleEditor
      key={readId ?? 'new'}
      clusterId={clusterId}
      opened={draft}
      rule={ruleId === null ? null : (rule.data ?? null)}
      metrics={metrics}
    />
  )
}
