'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { DeliveriesTab } from '#components/notifications/deliveries-tab.tsx'
import { Button } from '#components/ui/button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { ActiveTab } from './active-tab.tsx'
import { newRuleHref } from './alarm-href.ts'
import { HistoryTab } from './history-tab.tsx'
import { activeQuery, alarmCountsQuery, rulesQuery, silencesQuery } from './queries.ts'
import { RulesTab } from './rules-tab.tsx'
import { SilenceDialog, type SilenceStart } from './silence-dialog.tsx'
import { SilencesTab } from './silences-tab.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'

const tabs = ['active', 'history', 'rules', 'silences', 'deliveries'] as const
type AlarmsTab = (typeof tabs)[number]
const nothingOfATab = {
  page: null,
  sort: null,
  q: null,
  cluster: null,
  environment: null,
  severity: null,
  state: null,
  rule: null,
  level: null,
  owner: null,
  label: null,
  handled: null,
  hidden: null,
  from: null,
  to: null,
  group: null,
  transition: null,
  policy: null,
  channel: null,
  enabled: null,
  shipped: null,
  firing: null,
  metric: null,
  test: null,
}

/** Alarms of one cluster, or of all: what is open, what was, which rules say so, what is silenced, who was told. */
export function AlarmsPage({ clusterId }: { clusterId: string | null }) {
  const t = useTranslations('alarms')
  const format = useFormat()
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const clusters = useClusters()
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('active'),
    page: parseAsInteger,
    sort: parseAsString,
    q: parseAsString,
    cluster: parseAsString,
    environment: parseAsString,
    severity: parseAsString,
    state: parseAsString,
    rule: parseAsString,
    level: parseAsString,
    owner: parseAsString,
    label: parseAsString,
    handled: parseAsString,
    hidden: parseAsString,
    from: parseAsString,
    to: parseAsString,
    group: parseAsString,
    transition: parseAsString,
    policy: parseAsString,
    channel: parseAsString,
    enabled: parseAsString,
    shipped: parseAsString,
    firing: parseAsString,
    metric: parseAsString,
    test: parseAsString,
  })
  const [silencing, setSilencing] = useState<SilenceStart | null>(null)
  const inCluster = clusterId === null ? {} : { clusterId: [clusterId] }
  const counts = useLiveQuery(alarmCountsQuery(clusterId))
  const ask = { page: 1, pageSize: 1, ...inCluster }
  const unknown = useQuery(activeQuery({ ...ask, state: ['NO_DATA', 'ERROR'] }))
  const hidden = {
    silenced: useQuery(activeQuery({ ...ask, isSilenced: true })).data?.total ?? 0,
    inhibited: useQuery(activeQuery({ ...ask, isInhibited: true })).data?.total ?? 0,
  }
  const rules = useQuery(rulesQuery(ask))
  const silences = useQuery(silencesQuery({ ...ask, state: ['ACTIVE', 'SCHEDULED'] }))
  const tabCounts: Partial<Record<AlarmsTab, number | undefined>> = {
    active: counts.data?.total,
    rules: rules.data?.total,
    silences: silences.data?.total,
  }
  const firing = counts.data?.counts.firing
  // A rule is written in a cluster: where there is one only, or none is chosen yet, the first one that may be written to.
  const home =
    clusterId ?? clusters.find((cluster) => access.can('alarm:write', cluster.clusterId, 'any'))?.clusterId ?? null
  const show = (next: AlarmsTab) => void setUrl({ ...nothingOfATab, tab: next }, { history: 'push' })
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={
          firing && [
            firing.critical > 0 && (
              <StatePill key="critical" state="critical" label={t('counts.critical', { count: firing.critical })} />
            ),
            firing.warning > 0 && (
              <StatePill key="warning" state="warning" label={t('counts.warning', { count: firing.warning })} />
            ),
            firing.info > 0 && <StatePill key="info" state="info" label={t('counts.info', { count: firing.info })} />,
            (unknown.data?.total ?? 0) > 0 && (
              <StatePill
                key="unknown"
                state="unknown"
                label={t('counts.unknown', { count: unknown.data?.total ?? 0 })}
              />
            ),
            hidden.silenced + hidden.inhibited > 0 && t('counts.hidden', hidden),
            firing.critical + firing.warning + firing.info === 0 && t('counts.none'),
          ]
        }
        actions={
          <>
            <Button
              icon="silenced"
              onClick={() => setSilencing({})}
              disabledReason={alarmAccess.newSilenceReason(clusterId)}
            >
              {t('silence')}
            </Button>
            <Button
              icon="plus"
              {...(home !== null && { href: newRuleHref(home) })}
              disabledReason={
                home === null
                  ? (access.reason('alarm:write', undefined, 'any') ?? t('noCluster'))
                  : access.reason('alarm:write', home, 'any')
              }
            >
              {t('createRule')}
            </Button>
          </>
        }
      />
      <Tabs
        label={t('tabsLabel')}
        value={tab}
        onValueChange={show}
        tabs={tabs.map((value) => {
          const count = tabCounts[value]
          return { value, label: t(`tabs.${value}`), ...(count !== undefined && { count: format.number(count) }) }
        })}
      >
        <TabPanel value="active">
          <ActiveTab clusterId={clusterId} onNewRule={home === null ? null : newRuleHref(home)} />
        </TabPanel>
        <TabPanel value="history">
          <HistoryTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="rules">
          <RulesTab clusterId={clusterId} home={home} />
        </TabPanel>
        <TabPanel value="silences">
          <SilencesTab clusterId={clusterId} onEdit={setSilencing} />
        </TabPanel>
        <TabPanel value="deliveries">
          <DeliveriesTab {...(clusterId !== null && { clusterId })} />
        </TabPanel>
      </Tabs>
      {silencing && (
        <SilenceDialog start={silencing} clusters={clusters} clusterId={clusterId} onClose={() => setSilencing(null)} />
      )}
    </>
  )
}
