'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ObjectAlarms } from '#components/alarms/object-alarms.tsx'
import { ObjectAlarmsTab } from '#components/alarms/object-alarms-tab.tsx'
import { FavouriteMark } from '#components/favourites/favourite-mark.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { SendButton } from '#components/messages/send/send-button.tsx'
import { AccessTable } from '#components/roles/access-table.tsx'
import { DelayedTab } from '#components/timers/delayed-tab.tsx'
import { TopologyView } from '#components/topology/topology-view.tsx'
import { TransactionsTab } from '#components/transactions/transactions-tab.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { onTopic } from '#lib/users/scope-match.ts'
import { ConfigTab } from './config-tab.tsx'
import { DeletedTopicNote } from './deleted-topic-note.tsx'
import { HistoryTab } from './history-tab.tsx'
import { MessagesTab } from './messages-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { ProducersTab } from './producers-tab.tsx'
import { topicQuery } from './queries.ts'
import { QueuesTab } from './queues-tab.tsx'
import { RouteTab } from './route-tab.tsx'
import { SubscriptionsTab } from './subscriptions-tab.tsx'
import { type OpenTopicDialog, type TopicDialogKind, TopicDialogs } from './topic-dialogs.tsx'
import { browseHref } from './topic-href.ts'
import { TopicTags } from './topic-tags.tsx'
import { useTopicMenu } from './use-topic-menu.ts'

const tabs = [
  'overview',
  'queues',
  'subscriptions',
  'producers',
  'topology',
  'messages',
  'delayed',
  'transactions',
  'access',
  'config',
  'route',
  'alarms',
  'history',
] as const
type TopicTab = (typeof tabs)[number]

const nothing = {
  page: null,
  q: null,
  sort: null,
  broker: null,
  earliest: null,
  address: null,
  client: null,
  language: null,
  row: null,
  state: null,
  action: null,
  ip: null,
  include: null,
}

/** One topic: what it is, how full, who reads and writes it, what is in it, how it is held and routed, who changed it. */
export function TopicPage({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('topics')
  const format = useFormat()
  const router = useRouter()
  const access = useAccess()
  const query = useLiveQuery(topicQuery(clusterId, topicName))
  // What belongs to one tab does not follow into the next.
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('overview'),
    page: parseAsInteger,
    q: parseAsString,
    sort: parseAsString,
    broker: parseAsString,
    earliest: parseAsString,
    address: parseAsString,
    client: parseAsString,
    language: parseAsString,
    row: parseAsString,
    state: parseAsString,
  })
  const [dialog, setDialog] = useState<OpenTopicDialog | null>(null)
  const open = (kind: TopicDialogKind) => setDialog({ kind, topicName })
  const menuOf = useTopicMenu({ clusterId, onOpen: setDialog, isOnPage: true })
  const topic = query.data
  const prefix = topicName.includes('%') && topic?.namespace ? `${topic.namespace}%` : ''
  const show = (next: TopicTab) => void setUrl({ ...nothing, tab: next }, { history: 'push' })

  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: `/clusters/${clusterId}/topics` }}
        title={
          prefix === '' ? (
            topicName
          ) : (
            <>
              <span className="font-normal text-fg-3">{prefix}</span>
              {topicName.slice(prefix.length)}
            </>
          )
        }
        copy={topicName}
        tags={
          topic && (
            <>
              <Tag>{topic.isTypeDeclared ? topic.type : t('typeNotDeclared')}</Tag>
              <FavouriteMark favourite={{ kind: 'topic', clusterId, name: topicName }} />
              <TopicTags topic={topic} />
              {Object.entries(topic.labels).map(([key, value]) => (
                <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
              ))}
            </>
          )
        }
        facts={topic ? [topic.remark] : []}
        actions={
          <>
            <Button
              icon="message"
              href={browseHref(clusterId, topicName)}
              disabledReason={access.reason('message:read', clusterId, onTopic(topicName))}
            >
              {t('menu.browse')}
            </Button>
            <SendButton clusterId={clusterId} topicName={topicName} />
            {topic && (
              <Menu
                align="end"
                trigger={<IconButton icon="more" variant="outline" label={t('actionsOf', { name: topicName })} />}
                items={menuOf(topic)}
              />
            )}
          </>
        }
      />
      {query.data === undefined && problemOf(query.error)?.code === 'NOT_FOUND' && (
        <DeletedTopicNote clusterId={clusterId} topicName={topicName} />
      )}
      <ObjectAlarms clusterId={clusterId} object={{ topicName }} />
      <QueryView query={query} what={t('readingTopic')} partialEffect={t('partialEffectTopic')}>
        {(data) => (
          <Tabs
            label={t('tabsLabel')}
            value={tab}
            onValueChange={show}
            tabs={tabs.map((value) => ({
              value,
              label: t(`tabs.${value}`),
              ...(value === 'queues' && { count: format.number(Math.max(data.writeQueues, data.readQueues)) }),
              ...(value === 'subscriptions' && data.groups.value && { count: format.number(data.groups.value.all) }),
            }))}
          >
            <TabPanel value="overview">
              <OverviewTab clusterId={clusterId} topic={data} onOpen={open} />
            </TabPanel>
            <TabPanel value="queues">
              <QueuesTab clusterId={clusterId} topicName={topicName} brokerNames={data.brokerNames} />
            </TabPanel>
            <TabPanel value="subscriptions">
              <SubscriptionsTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="producers">
              <ProducersTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="topology">
              <TopologyView clusterId={clusterId} scope={{ topic: topicName }} />
            </TabPanel>
            <TabPanel value="config">
              <ConfigTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="route">
              <RouteTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="messages">
              <MessagesTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="delayed">
              <DelayedTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="transactions">
              <TransactionsTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
            <TabPanel value="access">
              <AccessTable clusterId={clusterId} on="topic" name={topicName} />
            </TabPanel>
            <TabPanel value="alarms">
              <ObjectAlarmsTab clusterId={clusterId} object={{ level: 'topic', topicName }} />
            </TabPanel>
            <TabPanel value="history">
              <HistoryTab clusterId={clusterId} topicName={topicName} />
            </TabPanel>
          </Tabs>
        )}
      </QueryView>
      <TopicDialogs
        clusterId={clusterId}
        open={dialog}
        onClose={() => setDialog(null)}
        onGone={() => router.push(`/clusters/${clusterId}/topics`)}
      />
    </>
  )
}
