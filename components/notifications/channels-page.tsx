'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { ChannelsTab } from './channels-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { channelsQuery, policiesQuery } from './queries.ts'
import { RouteTester } from './route-tester.tsx'

const tabs = ['channels', 'policies', 'route'] as const

/** Where notices of alarms go, and who hears of which. */
export function ChannelsPage() {
  const t = useTranslations('notifications')
  const access = useAccess()
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('channels'))
  const [isCreating, setCreating] = useQueryState('create', parseAsBoolean.withDefault(false))
  const close = () => void setCreating(null)
  const channels = useQuery({ ...channelsQuery({ pageSize: 1 }), enabled: access.can('channel:manage') })
  const policies = useQuery(policiesQuery())
  const counts = { channels: channels.data?.total, policies: policies.data?.total, route: undefined }
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('purpose')]}
        actions={
          tab !== 'route' && (
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
        onValueChange={(next) => {
          void setTab(next)
          close()
        }}
        tabs={tabs.map((value) => ({ value, label: t(`tab.${value}`), count: counts[value] }))}
      >
        <TabPanel value="channels">
          {tab === 'channels' && <ChannelsTab isCreating={isCreating} onCreated={close} />}
        </TabPanel>
        <TabPanel value="policies">
          {tab === 'policies' && <PoliciesTab isCreating={isCreating} onCreated={close} />}
        </TabPanel>
        <TabPanel value="route">{tab === 'route' && <RouteTester />}</TabPanel>
      </Tabs>
    </>
  )
}
