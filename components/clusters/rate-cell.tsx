'use client'

import { Sparkline } from '#components/charts/sparkline.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import type { ClusterItem } from '#lib/clusters/schema.ts'

/** Messages per second of a cluster now, and over the last hour. */
export function RateCell({ cluster, metric }: { cluster: ClusterItem; metric: 'inTps' | 'outTps' }) {
  const format = useFormat()
  const points = useSparklines(cluster.clusterId, metric, 'cluster', [], () => '').get('')
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_56px] items-center justify-items-end gap-2">
      <MeasuredValue measured={cluster[metric]} format={format.rate} />
      <span className="w-14">{points && <Sparkline points={points} />}</span>
    </span>
  )
}
