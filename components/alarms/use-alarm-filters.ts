'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type FilterDef, oneOf, someOf } from '#components/data-table/filter-def.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { AlarmLevel, AlarmState, severities } from '#lib/alarms/schema.ts'
import type { AlarmFilterKey } from './alarm-filters.ts'
import { rulesQuery } from './queries.ts'

type AlarmFilter = FilterDef & { key: AlarmFilterKey }

/** The filters of a list of alarms; those of clusters only on the page of all of them. */
export function useAlarmFilters(
  clusterId: string | null,
  states: readonly AlarmState[] = AlarmState.options,
): readonly AlarmFilter[] {
  const t = useTranslations('alarms')
  const clusters = useClusters()
  const rules = useQuery(rulesQuery({ pageSize: 500, ...(clusterId !== null && { clusterId: [clusterId] }) }))
  return useMemo<readonly AlarmFilter[]>(() => {
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
            someOf('environment', t('environment'), environments),
          ]
        : []),
      someOf('severity', t('severity'), severities.toReversed(), (value) => t(`states.${value}`)),
      someOf('state', t('state'), states, (value) => t(`states.${value}`)),
      {
        key: 'rule',
        label: t('rule'),
        kind: 'options',
        isMultiple: true,
        options: (rules.data?.items ?? []).map(({ ruleId, name }) => ({ value: ruleId, label: name })),
      },
      someOf('level', t('level'), AlarmLevel.options, (value) => t(`levels.${value}`)),
      { key: 'owner', label: t('owner'), kind: 'text' },
      { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
      oneOf('handled', t('handled'), ['no', 'yes'], (value) => t(`handledBy.${value}`)),
      oneOf('hidden', t('hidden'), ['no', 'silenced', 'inhibited'], (value) => t(`hiddenBy.${value}`)),
    ]
  }, [t, clusterId, clusters, rules.data, states])
}
