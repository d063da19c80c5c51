'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { FilterDef } from '#components/data-table/filter-def.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { AlarmLevel, AlarmState, severities } from '#lib/alarms/schema.ts'
import type { AlarmFilterKey } from './alarm-filters.ts'
import { rulesQuery } from './queries.ts'

/** The filters of a list of alarms; those of clusters only on the page of all of them. */
export function useAlarmFilters(
  clusterId: string | null,
  states: readonly AlarmState[] = AlarmState.options,
): readonly (FilterDef & { key: AlarmFilterKey })[] {
  const t = useTranslations('alarms')
  const clusters = useClusters()
  const rules = useQuery(rulesQuery({ pageSize: 500, ...(clusterId !== null && { clusterId: [clusterId] }) }))
  return useMemo(() => {
    const environments = [...new Set(clusters.map(({ environment }) => environment))].sort()
    return [
      ...(clusterId === null
        ? [
            {
              key: 'cluster' as const,
              label: t('cluster'),
              kind: 'options' as const,
              isMultiple: true,
              options: clusters.map((cluster) => ({ value: cluster.clusterId, label: cluster.name })),
            },
            {
              key: 'environment' as const,
              label: t('environment'),
              kind: 'options' as const,
              isMultiple: true,
              options: environments.map((value) => ({ value, label: value })),
            },
          ]
        : []),
      {
        key: 'severity',
        label: t('severity'),
        kind: 'options',
        isMultiple: true,
        options: severities.toReversed().map((value) => ({ value, label: t(`states.${value}`) })),
      },
      {
        key: 'state',
        label: t('state'),
        kind: 'options',
        isMultiple: true,
        options: states.map((value) => ({ value, label: t(`states.${value}`) })),
      },
      {
        key: 'rule',
        label: t('rule'),
        kind: 'options',
        isMultiple: true,
        options: (rules.data?.items ?? []).map(({ ruleId, name }) => ({ value: ruleId, label: name })),
      },
      {
        key: 'level',
        label: t('level'),
        kind: 'options',
        isMultiple: true,
        options: AlarmLevel.options.map((value) => ({ value, label: t(`levels.${value}`) })),
      },
      { key: 'owner', label: t('owner'), kind: 'text' },
      { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
      {
        key: 'handled',
        label: t('handled'),
        kind: 'options',
        options: (['no', 'yes'] as const).map((value) => ({ value, label: t(`handledBy.${value}`) })),
      },
      {
        key: 'hidden',
        label: t('hidden'),
        kind: 'options',
        options: (['no', 'silenced', 'inhibited'] as const).map((value) => ({ value, label: t(`hiddenBy.${value}`) })),
      },
    ]
  }, [t, clusterId, clusters, rules.data, states])
}
