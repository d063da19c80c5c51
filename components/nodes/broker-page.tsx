'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { createAlarmHref } from '#components/alarms/alarm-href.ts'
import { ObjectAlarms } from '#components/alarms/object-alarms.tsx'
import { ObjectHistory } from '#components/audit/object-history.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Broker } from '#lib/nodes/schema.ts'
import { AnnouncedAddress } from './announced-address.tsx'
import { BrokerCharts } from './broker-charts.tsx'
import { BrokerConfigTab } from './broker-config-tab.tsx'
import { BrokerReadouts } from './broker-readouts.tsx'
import { CleanUpDialog } from './clean-up-dialog.tsx'
import { CveTags } from './cve-tags.tsx'
import { DrainDialog } from './drain-dialog.tsx'
import { ForgetBrokerDialog } from './forget-broker-dialog.tsx'
import { HaTab } from './ha-tab.tsx'
import { NodePill } from './node-pill.tsx'
import { brokerState } from './node-state.ts'
import { type BrokerParams, brokerQuery } from './queries.ts'
import { RuntimeTab } from './runtime-tab.tsx'
import { StatsTab } from './stats-tab.tsx'
import { UpTime } from './up-time.tsx'

const tabs = ['runtime', 'config', 'ha', 'stats', 'history'] as const
type BrokerTab = (typeof tabs)[number]

/** One broker process: how it is, what it measures, how it is set, what keeps it busy, who changed it. */
export function BrokerPage(params: BrokerParams) {
  const t = useTranslations('nodes')
  const tStrips = useTranslations('alarms.strips')
  const tClean = useTranslations('jobs.clean')
  const query = useLiveQuery(brokerQuery(params))
  // What belongs to one tab does not follow into the next.
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('runtime'),
    q: parseAsString,
    differing: parseAsBoolean,
    page: parseAsInteger,
    sort: parseAsString,
    row: parseAsString,
  })
  const show = (next: BrokerTab) =>
    void setUrl({ tab: next, q: null, differing: null, page: null, sort: null, row: null }, { history: 'push' })
  const broker = query.data
  const access = useAccess()
  // What the dialog was opened for: what it does changes the broker behind it.
  const [draining, setDraining] = useState<{ isOpening: boolean } | null>(null)
  const [isCleaning, setCleaning] = useState(false)
  const [forgetting, setForgetting] = useState<Broker | null>(null)
  const router = useRouter()
  const nodesPage = `/clusters/${params.clusterId}/nodes`
  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: nodesPage }}
        title={params.brokerName}
        copy={params.brokerName}
        state={broker && <NodePill found={brokerState(broker)} why={broker.error?.detail} />}
        tags={
          broker && (
            <>
              <Tag>{t(`roles.${broker.role}`, { id: String(broker.brokerId) })}</Tag>
              {broker.isActingMaster && <Tag tone="strong">{t('actingMaster')}</Tag>}
              {broker.version && <Tag>{broker.version}</Tag>}
              <CveTags ids={broker.cves} muted={broker.mutedCves} />
            </>
          )
        }
        facts={
          broker && [
            broker.clusterName,
            <AnnouncedAddress key="address" {...broker} />,
            <UpTime key="up" isUp={broker.isUp} bootAt={broker.bootAt} since={broker.since} />,
            broker.drainMethod && (
              <span key="drained" className="text-warning">
                {t(`drainedBy.${broker.drainMethod}`)}
              </span>
            ),
          ]
        }
        actions={
          broker && (
            <>
              <Button
                icon="bell"
                href={createAlarmHref(params.clusterId, {
                  metric: 'diskUsedRatio',
                  object: { level: 'broker', brokerName: params.brokerName },
                })}
                disabledReason={access.reason('alarm:write', params.clusterId, 'all')}
              >
                {tStrips('create')}
              </Button>
              {broker.isUp === false && (
                <Button
                  onClick={() => setForgetting(broker)}
                  disabledReason={access.reason('node:write', params.clusterId)}
                >
                  {t('forget.menu')}
                </Button>
              )}
              <Button
                onClick={() => setCleaning(true)}
                disabledReason={access.reason('broker:cleanup', params.clusterId)}
              >
                {tClean('menu')}
              </Button>
              {broker.role === 'MASTER' && (
                <Button
                  onClick={() => setDraining({ isOpening: broker.drainMethod !== null })}
                  disabledReason={access.reason('broker:drain', params.clusterId)}
                >
                  {t(broker.drainMethod === null ? 'drain.drain.button' : 'drain.open.button')}
                </Button>
              )}
            </>
          )
        }
      />
      {isCleaning && <CleanUpDialog broker={params} onClose={() => setCleaning(false)} />}
      {draining && broker && (
        <DrainDialog
          clusterId={params.clusterId}
          broker={broker}
          isOpening={draining.isOpening}
          onClose={() => setDraining(null)}
        />
      )}
      {forgetting && (
        <ForgetBrokerDialog
          clusterId={params.clusterId}
          broker={forgetting}
          onClose={() => setForgetting(null)}
          onForgotten={() => router.push(nodesPage)}
        />
      )}
      <ObjectAlarms clusterId={params.clusterId} object={{ brokerName: params.brokerName }} />
      <QueryView query={query} what={t('readingBroker')}>
        {(data) => (
          <>
            {data.isUp === false && <Silent broker={data} />}
            <BrokerReadouts broker={data} />
            <Tabs
              label={t('brokerTabsLabel')}
              value={tab}
              onValueChange={show}
              tabs={tabs.map((value) => ({
                value,
                label: t(`brokerTabs.${value}`),
                ...(value === 'config' &&
                  data.driftKeys.length > 0 && {
                    count: t('driftCount', { count: data.driftKeys.length }),
                  }),
              }))}
            >
              <TabPanel value="runtime">
                {data.role === 'MASTER' && <BrokerCharts clusterId={params.clusterId} brokerName={params.brokerName} />}
                <RuntimeTab broker={params} />
              </TabPanel>
              <TabPanel value="config">
                <BrokerConfigTab broker={params} />
              </TabPanel>
              <TabPanel value="ha">
                <HaTab broker={params} />
              </TabPanel>
              <TabPanel value="stats">
                <StatsTab broker={params} />
              </TabPanel>
              <TabPanel value="history">
                <ObjectHistory clusterId={params.clusterId} kind="node" name={params.brokerName} />
              </TabPanel>
            </Tabs>
          </>
        )}
      </QueryView>
    </>
  )
}

function Silent({ broker: { brokerName: name, lastSeenAt, error } }: { broker: Broker }) {
  const t = useTranslations('nodes')
  const format = useFormat()
  return (
    <Strip tone="warning" role="status" className="mb-2">
      <strong className="font-semibold">
        {lastSeenAt === null
          ? t('neverAnswered', { name })
          : t('silentBroker', { name, time: format.instant(lastSeenAt, false) })}
      </strong>{' '}
      {error?.detail}
    </Strip>
  )
}
