'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { cx } from '#components/ui/cx.ts'
import type { MetricName } from '#lib/monitoring/schema.ts'
import type { Overview } from '#lib/overview/schema.ts'
import { isOfCluster } from './is-of-cluster.ts'

const DAY_MS = 86_400_000
const colours = { critical: 'text-critical', warning: 'text-warning' }

function useClusterSpark(clusterId: string, metric: MetricName, isOn: boolean) {
  const spark = useSparklines(clusterId, metric, 'cluster', [], () => metric, isOn).get(metric)
  return spark ? { spark } : {}
}

/** The numbers of the cluster, each with its last hour; of its groups alone for who sees a part of it. */
export function OverviewReadouts({ clusterId, overview }: { clusterId: string; overview: Overview }) {
  const t = useTranslations('overview')
  const format = useFormat()
  const hasCluster = isOfCluster(overview.inTps)
  const inSpark = useClusterSpark(clusterId, 'inTps', hasCluster)
  const outSpark = useClusterSpark(clusterId, 'outTps', hasCluster)
  const lagSpark = useClusterSpark(clusterId, 'lag', overview.isWhole)
  const page = (path: string) => `/clusters/${clusterId}${path}`
  const severity = lagSeverity(overview.oldestLagMs.value)
  const { up, known } = overview.brokers
  return (
    <Readouts
      items={[
        hasCluster && {
          label: t('in'),
          value: <MeasuredValue measured={overview.inTps} format={format.rate} />,
          unit: t('perSecond'),
          context: (
            <>
              {t('today')} <MeasuredValue measured={overview.putToday} />
            </>
          ),
          href: page('/topics?sort=-inTps'),
          ...inSpark,
        },
        hasCluster && {
          label: t('out'),
          value: <MeasuredValue measured={overview.outTps} format={format.rate} />,
          unit: t('perSecond'),
          context: (
            <>
              {t('today')} <MeasuredValue measured={overview.getToday} />
            </>
          ),
          href: page('/topics?sort=-outTps'),
          ...outSpark,
        },
        {
          label: t('oldestLag'),
          value: (
            <MeasuredValue
              measured={overview.oldestLagMs}
              format={(ageMs) => (ageMs <= 0 ? '0' : format.age(ageMs))}
              className={cx(severity && colours[severity])}
            />
          ),
          context: (
            <>
              {t('lag')} <MeasuredValue measured={overview.lag} />
            </>
          ),
          href: page('/groups?sort=-lagTimeMs'),
          ...lagSpark,
        },
        {
          label: t('newDeadLetters'),
          value: <MeasuredValue measured={overview.newDeadLetters24h} />,
          context: (
            <>
              {t('stored')} <MeasuredValue measured={overview.deadLetters} />
            </>
          ),
          href: page('/dead-letters'),
        },
        hasCluster && {
          label: t('disk'),
          value: <MeasuredValue measured={overview.diskUsedRatio} format={format.percent} />,
          context: (
            <>
              {overview.diskFullInDays.value !== null && (
                <>
                  {t('fullIn')}{' '}
                  <MeasuredValue measured={overview.diskFullInDays} format={(days) => format.age(days * DAY_MS)} /> ·{' '}
                </>
              )}
              {t('oldestMessage')}{' '}
              <MeasuredValue measured={overview.oldestMessageAt} format={(at) => <Age at={at} />} />
            </>
          ),
          href: page('/nodes?sort=-diskUsedRatio'),
        },
        known > 0 && {
          label: t('brokers'),
          value: (
            <span className={cx(up !== null && up < known && 'text-critical')}>
              {up === null ? '?' : format.number(up)}/{format.number(known)}
            </span>
          ),
          context: t('answering'),
          href: page('/nodes'),
        },
      ].filter((item) => item !== false)}
    />
  )
}
