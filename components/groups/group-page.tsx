'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ObjectAlarms } from '#components/alarms/object-alarms.tsx'
import { ObjectAlarmsTab } from '#components/alarms/object-alarms-tab.tsx'
import { ClientsTable } from '#components/clients/clients-table.tsx'
import { DiagnosisTab } from '#components/diagnoses/diagnosis-tab.tsx'
import { FavouriteMark } from '#components/favourites/favourite-mark.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Since } from '#components/layout/since.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { OffsetsTab } from '#components/offsets/offsets-tab.tsx'
import { ResetDialog } from '#components/offsets/reset-dialog.tsx'
import { useResetReason } from '#components/offsets/use-reset-reason.ts'
import { AccessTable } from '#components/roles/access-table.tsx'
import { topicHref } from '#components/topics/topic-href.ts'
import { TopologyView } from '#components/topology/topology-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { type GroupAction, GroupDialogs } from './group-dialogs.tsx'
import { GroupStatePill } from './group-state-pill.tsx'
import { GroupTags } from './group-tags.tsx'
import { HistoryTab } from './history-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { ProgressTab } from './progress-tab.tsx'
import { groupQuery } from './queries.ts'
import { RetryTab } from './retry-tab.tsx'
import { SubscriptionsTab } from './subscriptions-tab.tsx'
import { useGroupMenu } from './use-group-menu.ts'
import { useStateSince } from './use-state-since.ts'

const tabs = [
  'overview',
  'progress',
  'clients',
  'subscriptions',
  'topology',
  'retry',
  'offsets',
  'diagnosis',
  'access',
  'alarms',
  'history',
] as const
type GroupTab = (typeof tabs)[number]
const nothingOfATab = {
  topic: null,
  behind: null,
  page: null,
  sort: null,
  q: null,
  row: null,
  resetId: null,
  diagnosisId: null,
  compareId: null,
  ip: null,
  include: null,
}

/** One group: how it stands and since when, where it is in each queue, who consumes, what fails, who changed it. */
export function GroupPage({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const query = useLiveQuery(groupQuery(clusterId, groupName))
  // What belongs to one tab does not follow into the next.
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('overview'),
    topic: parseAsString,
    behind: parseAsString,
    page: parseAsInteger,
    sort: parseAsString,
    q: parseAsString,
    row: parseAsString,
    resetId: parseAsString,
    diagnosisId: parseAsString,
    compareId: parseAsString,
    ip: parseAsString,
    include: parseAsString,
  })
  // Of the dialog, which any tab may open.
  const [dialog, setDialog] = useQueryStates({
    reset: parseAsString,
    resetTopic: parseAsString,
    resetTo: parseAsString,
  })
  const router = useRouter()
  const [action, setAction] = useState<GroupAction | null>(null)
  const menuOf = useGroupMenu({ clusterId, onAction: setAction, isOnPage: true })
  const group = query.data
  const resetReason = useResetReason(clusterId)(group)
  const openReset = ({ snapshotId }: { snapshotId?: string } = {}) =>
    void setDialog({ reset: '1', resetTopic: null, resetTo: snapshotId ?? null })
  const since = useStateSince(clusterId, groupName, group?.state)
  const prefix = group?.namespace ? `${group.namespace}%` : ''
  const show = (next: GroupTab) => void setUrl({ ...nothingOfATab, tab: next }, { history: 'push' })
  const counts = (group: Group): Partial<Record<GroupTab, number>> => ({
    ...(group.clients.value && { clients: group.clients.value.total }),
    ...(group.topics.value !== null && { subscriptions: group.topics.value }),
  })

  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: `/clusters/${clusterId}/groups` }}
        title={
          prefix === '' ? (
            groupName
          ) : (
            <>
              <span className="font-normal text-fg-3">{prefix}</span>
              {groupName.slice(prefix.length)}
            </>
          )
        }
        copy={groupName}
        state={
          group && (
            <GroupStatePill
              group={group}
              detail={
                since &&
                (since.isAtLeast ? (
                  t('forMoreThan', { age: format.age(Date.now() - since.at.getTime()) })
                ) : (
                  <Since at={since.at} />
                ))
              }
            />
          )
        }
        tags={
          group && (
            <>
              <FavouriteMark favourite={{ kind: 'group', clusterId, name: groupName }} />
              <GroupTags group={group} off={group.consumeOff} />
              {Object.entries(group.labels).map(([key, value]) => (
                <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
              ))}
            </>
          )
        }
        facts={
          group
            ? [
                <Kind key="kind" group={group} />,
                <Retries key="retries" clusterId={clusterId} group={group} />,
                group.remark,
              ]
            : []
        }
        actions={
          <>
            <Button icon="replay" onClick={() => openReset()} disabledReason={resetReason}>
              {t('resetOffsets')}
            </Button>
            {group && (
              <Menu
                align="end"
                trigger={<IconButton icon="more" variant="outline" label={t('actionsOf', { name: groupName })} />}
                items={menuOf(group)}
              />
            )}
          </>
        }
      />
      <ObjectAlarms clusterId={clusterId} object={{ groupName }} />
      <QueryView query={query} what={t('readingGroup')} partialEffect={t('partialEffectGroup')}>
        {(data) => (
          <Tabs
            label={t('tabsLabel')}
            value={tab}
            onValueChange={show}
            tabs={tabs.map((value) => {
              const count = counts(data)[value]
              return { value, label: t(`tabs.${value}`), ...(count !== undefined && { count: format.number(count) }) }
            })}
          >
            <TabPanel value="overview">
              <OverviewTab clusterId={clusterId} group={data} />
            </TabPanel>
            <TabPanel value="progress">
              <ProgressTab clusterId={clusterId} groupName={groupName} />
            </TabPanel>
            <TabPanel value="clients">
              <ClientsTable clusterId={clusterId} groupName={groupName} />
            </TabPanel>
            <TabPanel value="subscriptions">
              <SubscriptionsTab clusterId={clusterId} group={data} />
            </TabPanel>
            <TabPanel value="topology">
              <TopologyView clusterId={clusterId} scope={{ group: groupName }} />
            </TabPanel>
            <TabPanel value="retry">
              <RetryTab clusterId={clusterId} groupName={groupName} />
            </TabPanel>
            <TabPanel value="offsets">
              <OffsetsTab clusterId={clusterId} groupName={groupName} resetReason={resetReason} onReset={openReset} />
            </TabPanel>
            <TabPanel value="diagnosis">
              <DiagnosisTab clusterId={clusterId} groupName={groupName} />
            </TabPanel>
            <TabPanel value="access">
              <AccessTable clusterId={clusterId} on="group" name={groupName} />
            </TabPanel>
            <TabPanel value="alarms">
              <ObjectAlarmsTab clusterId={clusterId} object={{ level: 'group', groupName }} />
            </TabPanel>
            <TabPanel value="history">
              <HistoryTab clusterId={clusterId} groupName={groupName} />
            </TabPanel>
          </Tabs>
        )}
      </QueryView>
      {dialog.reset !== null && (
        <ResetDialog
          key={`${dialog.resetTopic} ${dialog.resetTo}`}
          clusterId={clusterId}
          groupName={groupName}
          topicName={dialog.resetTopic}
          snapshotId={dialog.resetTo}
          onClose={() => void setDialog({ reset: null, resetTopic: null, resetTo: null })}
        />
      )}
      <GroupDialogs
        clusterId={clusterId}
        action={action}
        onClose={(isDeleted) => {
          setAction(null)
          if (isDeleted) router.push(`/clusters/${clusterId}/groups`)
        }}
      />
    </>
  )
}

/** Model, type and delivery: what the clients and the config say. */
function Kind({ group: { model, type, isOrdered } }: { group: Group }) {
  const t = useTranslations('groups')
  const words = [
    model && t(`models.${model}`),
    type && t(`types.${type}`),
    isOrdered === null ? null : t(`deliveries.${isOrdered ? 'ORDERED' : 'CONCURRENT'}`),
  ].filter((word) => word !== null)
  return words.length === 0 ? null : <span className="inline-block first-letter:uppercase">{words.join(', ')}</span>
}

function Retries({ clusterId, group: { groupName, maxRetries } }: { clusterId: string; group: Group }) {
  const t = useTranslations('groups')
  if (maxRetries === null) return null
  const topicName = `%DLQ%${groupName}`
  return (
    <span className="[overflow-wrap:anywhere]">
      {t.rich('retriesThen', {
        count: maxRetries,
        topic: () => (
          <Link href={topicHref(clusterId, topicName)} className="underline">
            {topicName}
          </Link>
        ),
      })}
    </span>
  )
}
