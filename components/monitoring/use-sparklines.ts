'use client'

import { useMemo } from 'react'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import type { MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'
import { metricsQuery } from './queries.ts'

const HOUR_MS = 3_600_000
const STEP_SECONDS = 120

/**
 * The last hour of one metric for the rows on screen, in one request: by the text that `keyOf` makes of each object. A row
 * without samples has no entry.
 *
 * @param isOn whether who looks may see them
 */
export function useSparklines(
  clusterId: string,
  metric: MetricName,
  scope: MetricScope,
  objects: readonly MetricObject[],
  keyOf: (object: MetricObject) => string,
  isOn = true,
): ReadonlyMap<string, readonly (number | null)[]> {
  const query = metricsQuery(clusterId, metric, scope, objects, { lastMs: HOUR_MS, stepSeconds: STEP_SECONDS })
  const { data } = useLiveQuery({ ...query, enabled: isOn && query.enabled === true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: keyOf names a field; callers write it inline
  return useMemo(
    () =>
      new Map(
        (data?.series ?? []).map(({ labels, points }) => [
          keyOf(labels),
          points.map(([, value]) => (value === null ? null : Number(value))),
        ]),
      ),
    [data],
  )
}
