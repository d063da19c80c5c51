'use client'

import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryStates } from 'nuqs'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { type ConnectEndpoint, ScenarioId } from '#lib/connect/schema.ts'
import { EndpointsTable } from './endpoints-table.tsx'
import { connectQuery } from './queries.ts'
import { ScenariosTab } from './scenarios-tab.tsx'
import { SnippetPanel } from './snippet-panel.tsx'
import { useSnippetUrl } from './use-snippet-url.ts'

const tabs = ['scenarios', 'snippet', 'endpoints'] as const

/** How a program reaches this cluster: scenarios step by step, a program to start from, and every address. */
export function ConnectPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('connect')
  const query = useLiveQuery(connectQuery(clusterId))
  const [{ tab }, setUrl] = useQueryStates({ tab: parseAsStringLiteral(tabs).withDefault('scenarios') })
  const [choice, choose] = useSnippetUrl()
  const items = query.data?.items ?? []
  const show = (next: (typeof tabs)[number]) => void setUrl({ tab: next }, { history: 'push' })
  const counts = { scenarios: ScenarioId.options.length, snippet: undefined, endpoints: query.data && items.length }
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={
          query.data && [
            t('nameServers', { count: nodes(items, 'nameServer') }),
            t('brokers', { count: nodes(items, 'broker') }),
            t('proxies', { count: nodes(items, 'proxy') }),
            <span key="asked">
              {t('seenFromConsole')} <Instant at={query.data.askedAt} />
            </span>,
          ]
        }
        actions={
          tab !== 'endpoints' && (
            <Button icon="rows" onClick={() => show('endpoints')}>
              {t('allEndpoints')}
            </Button>
          )
        }
      />
      <Tabs
        label={t('tabsLabel')}
        value={tab}
        onValueChange={show}
        tabs={tabs.map((value) => ({
          value,
          label: t(`tabs.${value}`),
          ...(counts[value] !== undefined && { count: counts[value] }),
        }))}
      >
        <TabPanel value="scenarios">
          <ScenariosTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="snippet">
          <div className="max-w-[960px]">
            <SnippetPanel
              clusterId={clusterId}
              choice={{ ...choice, what: choice.what ?? 'SEND_NORMAL' }}
              onChange={choose}
            />
          </div>
        </TabPanel>
        <TabPanel value="endpoints">
          <QueryView query={query} what={t('asking')} partialEffect={t('partialEffect')}>
            {(data) => <EndpointsTable items={data.items} />}
          </QueryView>
        </TabPanel>
      </Tabs>
    </>
  )
}

/** A proxy has two addresses and is one. */
const nodes = (items: readonly ConnectEndpoint[], kind: ConnectEndpoint['kind']) =>
  items.filter((item) => item.kind === kind && (kind !== 'proxy' || item.protocol === 'grpc')).length
