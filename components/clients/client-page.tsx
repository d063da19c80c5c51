'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { ClientKind } from '#lib/clients/schema.ts'
import { ClientCharts } from './client-charts.tsx'
import { groupHref } from './client-href.ts'
import { ClientQueuesTab } from './client-queues-tab.tsx'
import { ClientState } from './client-state.tsx'
import { ClientTopicsTab } from './client-topics-tab.tsx'
import { FactsTab } from './facts-tab.tsx'
import { clientQuery, runningInfoQuery } from './queries.ts'
import { sumQueues } from './queue-sums.ts'
import { sdkName } from './sdk-name.ts'
import { StackTab } from './stack-tab.tsx'

const tabs = ['facts', 'topics', 'queues', 'stack'] as const
type ClientTab = (typeof tabs)[number]

/** One client: who it is, at once; what it does, as soon as it answers itself. */
export function ClientPage({ clusterId, clientId }: { clusterId: string; clientId: string }) {
  const t = useTranslations('clients')
  const format = useFormat()
  // What belongs to one tab does not follow into the next.
  const [{ group, kind, tab }, setUrl] = useQueryStates({
    group: parseAsString,
    kind: parseAsStringLiteral(ClientKind.options),
    tab: parseAsStringLiteral(tabs).withDefault('facts'),
    q: parseAsString,
    view: parseAsString,
  })
  const query = useLiveQuery(clientQuery(clusterId, { clientId, group, kind }))
  const client = query.data
  const running = runningInfoQuery(clusterId, clientId, client?.groupName ?? '')
  const info = useQuery({ ...running, enabled: client?.askable === 'YES' && tab !== 'stack' })
  // What it answers is newer than the sample; of a thread that stands while others consume only the sample knows.
  const standingAt = client?.standingAt
  const isHung = standingAt !== undefined || (info.data?.isHung ?? client?.isHung ?? null)
  const queueCount = info.data ? sumQueues(info.data.queues).queues : client?.queues
  const show = (next: ClientTab) => void setUrl({ tab: next, q: null, view: null }, { history: 'push' })
  const asked = { query: info, queryKey: running.queryKey }
  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: `/clusters/${clusterId}/clients` }}
        title={clientId}
        copy={clientId}
        state={client && <ClientState client={{ ...client, isHung }} />}
        tags={client && <Tag>{t(`kinds.${client.kind}`)}</Tag>}
        facts={
          client
            ? [
                client.kind === 'CONSUMER' ? (
                  <Link key="group" href={groupHref(clusterId, client.groupName)}>
                    {client.groupName}
                  </Link>
                ) : (
                  client.groupName
                ),
                sdkName(client),
                t(`protocols.${client.protocol}`),
                <span key="address" className="font-mono text-12">
                  {client.address}
                </span>,
                client.sampledAt && (
                  <span key="at" className="text-fg-3">
                    {t('snapshot', { time: format.time(client.sampledAt, false) })}
                  </span>
                ),
              ]
            : []
        }
        actions={
          client?.kind === 'CONSUMER' && (
            <Button icon="groups" href={`${groupHref(clusterId, client.groupName)}?tab=clients`}>
              {t('otherClients')}
            </Button>
          )
        }
      />
      {isHung && (
        <Strip tone="warning" className="mb-2">
          {standingAt !== undefined
            ? t('hungAt', { place: standingAt })
            : info.data?.lastConsumeAt
              ? t('hungSince', { since: format.instant(info.data.lastConsumeAt, false) })
              : t('hungMeaning')}
        </Strip>
      )}
      <QueryView query={query} what={t('readingClient')} partialEffect={t('partialEffectClient')}>
        {(data) =>
          data.kind === 'PRODUCER' ? (
            <FactsTab clusterId={clusterId} client={data} {...asked} />
          ) : (
            <Tabs
              label={t('tabsLabel')}
              value={tab}
              onValueChange={show}
              tabs={tabs.map((value) => ({
                value,
                label: t(`tabs.${value}`),
                ...(value === 'topics' && { count: format.number(data.topics.length) }),
                ...(value === 'queues' && queueCount != null && { count: format.number(queueCount) }),
              }))}
            >
              <TabPanel value="facts">
                <FactsTab clusterId={clusterId} client={data} {...asked} />
                <ClientCharts clusterId={clusterId} clientId={data.clientId} groupName={data.groupName} />
              </TabPanel>
              <TabPanel value="topics">
                <ClientTopicsTab clusterId={clusterId} client={data} {...asked} />
              </TabPanel>
              <TabPanel value="queues">
                <ClientQueuesTab client={data} {...asked} />
              </TabPanel>
              <TabPanel value="stack">
                <StackTab clusterId={clusterId} client={data} />
              </TabPanel>
            </Tabs>
          )
        }
      </QueryView>
    </>
  )
}
