'use client'

import { useTranslations } from 'next-intl'
import type { z } from 'zod'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Acl1Account, Acl1Broker, Acl1WhiteList } from '#lib/roles/acl1-schema.ts'
import { acl1AccountsQuery, acl1WhiteListQuery } from './queries.ts'
import { useBrokerWords } from './use-broker-words.ts'

const states: Record<Acl1Broker['state'], State> = {
  READ: 'ok',
  OFF: 'warning',
  NOT_TOLD: 'unknown',
  NOT_SUPPORTED: 'unknown',
  DENIED: 'denied',
  NO_ANSWER: 'unknown',
}

/** The accounts of 4.x to 5.3.2, as brokers hold them in `plain_acl.yml`. They are read only. */
export function Acl1Tab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles.acl1')
  const accounts = useLiveQuery(acl1AccountsQuery(clusterId))
  const whiteList = useLiveQuery(acl1WhiteListQuery(clusterId))
  const columns = useAccountColumns()
  const brokerColumns = useBrokerColumns()
  return (
    <QueryView query={accounts} what={t('reading')} partialEffect={t('partialEffect')}>
      {(data) => (
        <div className="pt-3">
          <Strip tone={data.inForce === 'NONE' ? 'critical' : data.inForce === 'UNKNOWN' ? 'unknown' : 'info'}>
            <strong className="font-semibold">{t(`inForce.${data.inForce}`)}</strong> {t('text')}
          </Strip>
          <Section title={t('accounts')} count={data.items.length}>
            {data.items.length === 0 ? (
              <Empty title={t('none')}>{t('noneText')}</Empty>
            ) : (
              <PlainTable
                label={t('accounts')}
                columns={columns}
                rows={data.items}
                rowId={({ accessKey }) => accessKey}
                initialSort="accessKey"
              />
            )}
          </Section>
          <Section title={t('whiteList')}>
            <p className="mb-2 max-w-[72ch] text-fg-2">{t('whiteListText')}</p>
            <QueryView query={whiteList}>{(list) => <WhiteList list={list} />}</QueryView>
          </Section>
          <Section title={t('brokers')}>
            <PlainTable
              label={t('brokers')}
              columns={brokerColumns}
              rows={data.brokers}
              rowId={({ address }) => address}
              density={28}
            />
          </Section>
        </div>
      )}
    </QueryView>
  )
}

function WhiteList({ list }: { list: z.output<typeof Acl1WhiteList> }) {
  const t = useTranslations('roles.acl1')
  const brokers = useBrokerWords()
  if (list.items.length === 0) return <p className="text-fg-2">{t('whiteListEmpty')}</p>
  return (
    <ul className="max-w-[640px] border-t border-line-1">
      {list.items.map(({ address, brokers: holders, isOnAll }) => (
        <li key={address} className="flex min-h-8 items-center gap-3 border-b border-line-1">
          <span className="min-w-0 flex-1 font-mono text-12">{address}</span>
          <span className={isOnAll ? 'text-fg-2' : 'text-warning'}>
            {isOnAll ? t('onAll') : t('onlyOn', { brokers: brokers.list(holders) })}
          </span>
        </li>
      ))}
    </ul>
  )
}

function useBrokerColumns(): Column<Acl1Broker>[] {
  const t = useTranslations('roles.acl1')
  const brokers = useBrokerWords()
  return [
    { id: 'broker', head: t('broker'), width: 200, cell: (row) => brokers.one(row) },
    { id: 'version', head: t('version'), width: 88, cell: ({ version }) => version ?? '?' },
    {
      id: 'state',
      head: t('state'),
      width: 260,
      isFlexible: true,
      cell: ({ state, error }) => (
        <span title={error?.detail}>
          <StatePill state={states[state]} label={t(`states.${state}`)} />
        </span>
      ),
    },
  ]
}

function useAccountColumns(): Column<Acl1Account>[] {
  const t = useTranslations('roles.acl1')
  const tRoles = useTranslations('roles')
  const brokers = useBrokerWords()
  const list = (perms: Acl1Account['topicPerms']) => {
    const text = perms.map(({ name, perm }) => `${name}=${perm}`).join(', ')
    return (
      <span className="block truncate font-mono text-12" title={text}>
        {text || <span className="font-sans text-fg-3">–</span>}
      </span>
    )
  }
  const plain = (text: string | null) => <span className="block truncate font-mono text-12">{text || '–'}</span>
  return [
    {
      id: 'accessKey',
      head: tRoles('accessKey'),
      width: 200,
      isFlexible: true,
      minWidth: 140,
      sortValue: ({ accessKey }) => accessKey,
      cell: ({ accessKey, admin, isOwnAccount }) => (
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-medium">{accessKey}</span>
          {admin && <Tag tone="strong">{t('admin')}</Tag>}
          {isOwnAccount && <Tag>{tRoles('ownAccount')}</Tag>}
        </span>
      ),
    },
    {
      id: 'white',
      head: t('whiteAddress'),
      width: 144,
      priority: 2,
      cell: ({ whiteRemoteAddress }) => plain(whiteRemoteAddress),
    },
    {
      id: 'topicDefault',
      head: t('defaultTopic'),
      width: 112,
      cell: ({ defaultTopicPerm }) => plain(defaultTopicPerm),
    },
    {
      id: 'groupDefault',
      head: t('defaultGroup'),
      width: 112,
      cell: ({ defaultGroupPerm }) => plain(defaultGroupPerm),
    },
    { id: 'topics', head: t('topicPerms'), width: 220, priority: 2, cell: ({ topicPerms }) => list(topicPerms) },
    { id: 'groups', head: t('groupPerms'), width: 220, priority: 2, cell: ({ groupPerms }) => list(groupPerms) },
    {
      id: 'on',
      head: tRoles('onBrokers'),
      width: 200,
      cell: ({ isSameOnAll, differsOn }) =>
        isSameOnAll ? (
          <span className="text-fg-2">{t('onAll')}</span>
        ) : (
          <span className="block truncate text-warning">
            {differsOn
              .map((broker) =>
                t(`differs.${broker.state}`, { broker: brokers.one(broker), fields: broker.fields.join(', ') }),
              )
              .join('; ')}
          </span>
        ),
    },
  ]
}
