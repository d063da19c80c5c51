'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { brokerHref } from '#components/nodes/broker-href.ts'
import { Link } from '#components/ui/link.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { BrokerAccess } from '#lib/roles/settings-schema.ts'
import { AccessControlStrip } from './access-control-strip.tsx'
import { KeyReminder } from './key-reminder.tsx'
import { KeysToSet } from './keys-to-set.tsx'
import { OwnAccountSection } from './own-account-section.tsx'
import { roleSettingsQuery } from './queries.ts'
import { useBrokerWords } from './use-broker-words.ts'

/** Which brokers ask who somebody is and what he may do, and what is missing where they do not. */
export function BrokersTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles.brokers')
  const query = useLiveQuery(roleSettingsQuery(clusterId))
  const columns = useBrokerColumns(clusterId)
  return (
    <QueryView query={query} what={t('reading')} partialEffect={t('partialEffect')}>
      {(settings) => (
        <div className="pt-3">
          <AccessControlStrip
            clusterId={clusterId}
            state={settings.state}
            offOn={settings.brokers.filter(({ checksAccess }) => checksAccess === false)}
            hasNoLink
          />
          <p className="max-w-[72ch] text-fg-2">{t('text')}</p>
          <Section
            title={t('switches')}
            end={
              <span>
                {t('readAt')} <Age at={settings.readAt} />
              </span>
            }
          >
            <PlainTable
              label={t('switches')}
              columns={columns}
              rows={settings.brokers}
              rowId={({ address }) => address}
            />
          </Section>
          <KeysToSet keys={settings.keysToSet} brokers={settings.brokers} />
          <OwnAccountSection account={settings.ownAccount} />
          <KeyReminder clusterId={clusterId} days={settings.keyMaxAgeDays} />
        </div>
      )}
    </QueryView>
  )
}

const readStates: Record<BrokerAccess['users'], State> = {
  READ: 'ok',
  NO_STORE: 'unknown',
  DENIED: 'denied',
  NOT_SUPPORTED: 'unknown',
  NO_ANSWER: 'unknown',
}

function useBrokerColumns(clusterId: string): Column<BrokerAccess>[] {
  const t = useTranslations('roles.brokers')
  const words = useBrokerWords()
  /** null: the version has no such key, or nobody knows. */
  const isOn = ({ error }: BrokerAccess, value: boolean | null) =>
    value === null ? (
      <span className="text-fg-3">{error ? '?' : '–'}</span>
    ) : (
      <StatePill state={value ? 'ok' : 'warning'} label={t(value ? 'on' : 'off')} />
    )
  const text = (value: string | null) => (
    <span className="block truncate font-mono text-12" title={value ?? undefined}>
      {value === null || value === '' ? <span className="font-sans text-fg-3">–</span> : value.split('.').at(-1)}
    </span>
  )
  return [
    {
      id: 'broker',
      head: t('broker'),
      width: 176,
      isFlexible: true,
      minWidth: 132,
      cell: (row) => (
        <Link href={brokerHref(clusterId, row, 'config')} tone="name" className="block truncate" title={row.address}>
          {words.one(row)}
        </Link>
      ),
    },
    { id: 'version', head: t('version'), width: 64, priority: 2, cell: ({ version }) => version ?? '?' },
    {
      id: 'authentication',
      head: t('authentication'),
      width: 108,
      cell: (row) => isOn(row, row.authenticationEnabled),
    },
    { id: 'authorization', head: t('authorization'), width: 104, cell: (row) => isOn(row, row.authorizationEnabled) },
    { id: 'acl1', head: t('acl1'), width: 72, priority: 2, cell: (row) => isOn(row, row.aclEnable || null) },
    {
      id: 'users',
      head: t('users'),
      width: 120,
      cell: ({ users, error }) => (
        <span title={error?.detail}>
          <StatePill state={readStates[users]} label={t(`reads.${users}`)} />
        </span>
      ),
    },
    {
      id: 'policies',
      head: t('policies'),
      width: 120,
      priority: 2,
      cell: ({ policies }) => <StatePill state={readStates[policies]} label={t(`reads.${policies}`)} />,
    },
    {
      id: 'userStore',
      head: t('userStore'),
      width: 128,
      priority: 2,
      cell: (row) => text(row.authenticationMetadataProvider),
    },
    {
      id: 'policyStore',
      head: t('policyStore'),
      width: 128,
      priority: 2,
      cell: (row) => text(row.authorizationMetadataProvider),
    },
    {
      id: 'free',
      head: t('free'),
      width: 88,
      priority: 2,
      cell: ({ authenticationWhitelist, authorizationWhitelist }) => {
        const codes = [authenticationWhitelist, authorizationWhitelist].filter(Boolean).join(' · ')
        return (
          <span className="block truncate font-mono text-12" title={codes}>
            {codes || <span className="font-sans text-fg-3">–</span>}
          </span>
        )
      },
    },
    {
      id: 'inner',
      head: t('inner'),
      width: 88,
      priority: 2,
      cell: ({ innerAccessKey }) => <span className="block truncate">{innerAccessKey ?? '–'}</span>,
    },
  ]
}
