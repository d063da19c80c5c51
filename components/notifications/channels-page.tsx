'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { ChannelsTab } from './channels-tab.tsx'
import { DeliveriesTab } from './deliveries-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { channelsQuery, policiesQuery } from './queries.ts'
import { RouteTester } from './route-tester.tsx'

const tabs = ['channels', 'policies', 'route', 'deliveries'] as const

/** Where notices of alarms go, and who hears of which. */
export function ChannelsPage() {
  const t = useTranslations('notifications')
  const access = useAccess()
  const [tab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('channels'))
  const [isCreating, setCreating] = useQueryState('create', parseAsBoolean.withDefault(false))
  const close = () => void setCreating(null)
  const channels = useQuery({ ...channelsQuery({ pageSize: 1 }), enabled: access.can('channel:manage') })
  const policies = useQuery(policiesQuery())
  const counts = {
    channels: channels.data?.total,
    policies: policies.data?.total,
    route: undefined,
    deliveries: undefined,
  }
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('purpose')]}
        actions={
          (tab === 'channels' || tab === 'policies') && (
            <Button
              icon="plus"
              variant="primary"
              disabledReason={access.reason(tab === 'channels' ? 'channel:manage' : 'policy:manage')}
              onClick={() => void setCreating(true)}
            >
              {tab === 'channels' ? t('addChannel') : t('addPolicy')}
            </Button>
          )
        }
      />
      <Tabs
        label={t('title')}
        value={tab}
        // Links: filters of one list mean nothing in another.
        tabs={tabs.map((value) => ({
          value,
          label: t(`tab.${value}`),
          count: counts[value],
          href: `/settings/channels${value === 'channels' ? '' : `?tab=${value}`}`,
        }))}
      />
      {tab === 'channels' && <ChannelsTab isCreating={isCreating} onCreated={close} />}
      {tab === 'policies' && <PoliciesTab isCreating={isCreating} onCreated={close} />}
      {tab === 'route' && <RouteTester />}
      {tab === 'deliveries' && <DeliveriesTab />}
    </>
  )
}
