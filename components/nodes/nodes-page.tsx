'use client'

import { useTranslations } from 'next-intl'
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import type { Node } from '#lib/nodes/schema.ts'
import { BrokersTab } from './brokers-tab.tsx'
import { ConfigDifferencesTab } from './config-differences-tab.tsx'
import { ControllersTab } from './controllers-tab.tsx'
import { NameServersTab } from './name-servers-tab.tsx'
import { ProxiesTab } from './proxies-tab.tsx'
import { nodesQuery } from './queries.ts'

const tabs = ['brokers', 'nameServers', 'proxies', 'controllers', 'differences'] as const
type NodesTab = (typeof tabs)[number]
const kindOf = { brokers: 'broker', nameServers: 'nameServer', proxies: 'proxy', controllers: 'controller' } as const

/** Every process of the cluster, dead ones too: which one is in trouble, and how far from trouble the others are. */
export function NodesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes')
  const { data } = useLiveQuery(nodesQuery(clusterId, { pageSize: 500 }))
  // Sort and page belong to one tab.
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('brokers'),
    page: parseAsInteger,
    sort: parseAsString,
    q: parseAsString,
    role: parseAsString,
    server: parseAsString,
  })
  const nodes = data?.items ?? []
  const ofKind = (kind: Node['kind']) => nodes.filter((node) => node.kind === kind)
  const isShown = (value: NodesTab) => value !== 'controllers' || tab === value || ofKind('controller').length > 0
  const show = (next: NodesTab) =>
    void setUrl({ tab: next, page: null, sort: null, q: null, role: null, server: null }, { history: 'push' })
  return (
    <>
      <PageHeader title={t('title')} facts={data && factsOf()} />
      <Tabs
        label={t('tabsLabel')}
        value={tab}
        onValueChange={show}
        tabs={tabs.filter(isShown).map((value) => ({
          value,
          label: t(`tabs.${value}`),
          ...(data && value !== 'differences' && { count: ofKind(kindOf[value]).length }),
        }))}
      >
        <TabPanel value="brokers">
          <BrokersTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="nameServers">
          <NameServersTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="proxies">
          <ProxiesTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="controllers">
          <ControllersTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="differences">
          <ConfigDifferencesTab clusterId={clusterId} />
        </TabPanel>
      </Tabs>
    </>
  )

  function factsOf() {
    const brokers = ofKind('broker')
    const up = nodes.filter(({ isUp }) => isUp).length
    const slaves = brokers.filter(({ role }) => role === 'SLAVE').length
    const proxies = ofKind('proxy').length
    return [
      t('masters', { count: brokers.length - slaves }),
      slaves > 0 && t('slaves', { count: slaves }),
      t('nameServers', { count: ofKind('nameServer').length }),
      proxies > 0 && t('proxies', { count: proxies }),
      nodes.length > 0 &&
        (up === nodes.length ? (
          t('allAnswered')
        ) : (
          <StatePill key="answered" state="warning" label={t('answered', { up, all: nodes.length })} />
        )),
    ]
  }
}
