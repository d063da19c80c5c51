'use client'

import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { FiringSection } from '#components/alarms/firing-section.tsx'
import { Age } from '#components/layout/age.tsx'
import { HealthPill } from '#components/layout/health-pill.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Since } from '#components/layout/since.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { boardHref } from '#components/monitoring/board-href.ts'
import { Button } from '#components/ui/button.tsx'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { BehindGroups } from './behind-groups.tsx'
import { ChangesTable } from './changes-table.tsx'
import { isOfCluster } from './is-of-cluster.ts'
import { OverviewCharts } from './overview-charts.tsx'
import { OverviewReadouts } from './overview-readouts.tsx'
import { ProblemsTable } from './problems-table.tsx'
import { overviewQuery } from './queries.ts'
import { RisksTable } from './risks-table.tsx'
import { SwitchesPanel } from './switches-panel.tsx'
import { TotalsPanel } from './totals-panel.tsx'

const ranges = ['30m', '3h', '6h', '24h'] as const

/** One cluster in five seconds: what is wrong and since when, whether it gets worse, what is about to break, what changed. */
export function OverviewPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('overview')
  const tMonitoring = useTranslations('monitoring')
  const access = useAccess()
  const cluster = useCluster()
  const query = useLiveQuery(overviewQuery(clusterId))
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(ranges).withDefault('3h'))
  const overview = query.data
  return (
    <>
      <PageHeader
        title={cluster?.name ?? t('title')}
        state={overview && <HealthPill health={overview.health} />}
        tags={cluster && <EnvironmentTag environment={cluster.environment} />}
        facts={
          overview
            ? [
                overview.health !== 'HEALTHY' && overview.healthSince && (
                  <span key="since">
                    {t('since')} <Since at={overview.healthSince} />
                  </span>
                ),
                overview.versionLowest && (
                  <span key="version">
                    RocketMQ{' '}
                    {overview.versionLowest === overview.versionHighest
                      ? overview.versionLowest
                      : t('versions', { lowest: overview.versionLowest, highest: overview.versionHighest ?? '?' })}
                  </span>
                ),
                <span key="checked">
                  {t('checked')} <Age at={overview.checkedAt} />
                </span>,
                <span key="sampled">
                  {t('sampled')} <Age at={overview.sampledAt} />
                </span>,
              ]
            : []
        }
        actions={
          <>
            <Button
              href={`/clusters/${clusterId}/topology`}
              disabledReason={access.reason('topic:read', clusterId, 'any')}
            >
              {t('topology')}
            </Button>
            <Button
              icon="monitoring"
              href={boardHref(clusterId, { scope: 'cluster' }, range)}
              disabledReason={access.reason('monitoring:read', clusterId, 'any')}
            >
              {tMonitoring('title')}
            </Button>
            <Segmented
              label={t('rangeLabel')}
              value={range}
              onValueChange={(next) => void setRange(next)}
              options={ranges.map((value) => ({ value, label: value }))}
            />
          </>
        }
      />
      <QueryView query={query} what={t('reading')} partialEffect={t('partialEffect')}>
        {(data) => (
          <>
            {!data.isWhole && (
              <Strip tone="info" icon="lock" className="mb-2">
                {t('isPart')}
              </Strip>
            )}
            <OverviewReadouts clusterId={clusterId} overview={data} />
            <FiringSection clusterId={clusterId} />
            <ProblemsTable clusterId={clusterId} overview={data} />
            <OverviewCharts
              clusterId={clusterId}
              behind={data.behind}
              range={range}
              hasCluster={isOfCluster(data.inTps)}
            />
            <div className="grid gap-x-10 lg:grid-cols-2">
              <BehindGroups clusterId={clusterId} overview={data} />
              {/* Most limits are those of brokers and disks: of a part nobody can say that none is near. */}
              {(data.isWhole || data.risks.length > 0) && <RisksTable clusterId={clusterId} risks={data.risks} />}
              <ChangesTable clusterId={clusterId} changes={data.changes} />
              <TotalsPanel clusterId={clusterId} overview={data} />
            </div>
            {data.switches.length > 0 && <SwitchesPanel switches={data.switches} />}
          </>
        )}
      </QueryView>
    </>
  )
}
