'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { AccessTab } from './access-tab.tsx'
import { Acl1Tab } from './acl1-tab.tsx'
import { BrokersTab } from './brokers-tab.tsx'
import { CreateRoleDialog } from './create-role-dialog.tsx'
import { DifferencesTab } from './differences-tab.tsx'
import { roleSettingsQuery } from './queries.ts'
import { roleFilterKeys } from './roles-filter.ts'
import { RolesTab } from './roles-tab.tsx'
import { useRoleAccess } from './use-role-access.ts'

const tabs = ['roles', 'access', 'differences', 'brokers', 'acl1'] as const

/** Accounts of RocketMQ itself: who may send and read, where they are not alike, and whether brokers ask at all. */
export function RolesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles')
  const format = useFormat()
  const may = useRoleAccess(clusterId)
  const { data: settings } = useQuery(roleSettingsQuery(clusterId))
  // What belongs to one tab does not follow into the next.
  const [{ tab, create }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('roles'),
    create: parseAsString,
    page: parseAsString,
    sort: parseAsString,
    q: parseAsString,
    on: parseAsString,
    name: parseAsString,
    action: parseAsString,
    ip: parseAsString,
    include: parseAsString,
    all: parseAsString,
    row: parseAsString,
    ...Object.fromEntries(roleFilterKeys.map((key) => [key, parseAsString])),
  })
  const show = (next: (typeof tabs)[number]) => {
    const filters = Object.fromEntries(roleFilterKeys.map((key) => [key, null]))
    const nothing = { page: null, sort: null, q: null, on: null, name: null, action: null, ip: null, include: null }
    void setUrl({ ...filters, ...nothing, all: null, row: null, tab: next }, { history: 'push' })
  }
  // Versions without ACL 1.0 have no such key.
  const hasAcl1 = settings?.brokers.some(({ aclEnable }) => aclEnable !== null) ?? false
  const shown = tabs.filter((value) => value !== 'acl1' || hasAcl1 || tab === 'acl1')
  const openCreate = () => void setUrl({ create: '1' })
  useShortcut('c', openCreate, { label: t('createRole'), isOn: may.write === undefined && tab === 'roles' })
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('subtitle'), settings?.maxRoles != null && t('limit', { max: format.number(settings.maxRoles) })]}
        actions={
          <Button variant="primary" icon="plus" onClick={openCreate} disabledReason={may.write}>
            {t('createRole')}
          </Button>
        }
      />
      <Tabs
        label={t('tabsLabel')}
        value={tab}
        onValueChange={show}
        tabs={shown.map((value) => ({ value, label: t(`tabs.${value}`) }))}
      >
        <TabPanel value="roles">
          <RolesTab clusterId={clusterId} onCreate={openCreate} />
        </TabPanel>
        <TabPanel value="access">
          <AccessTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="differences">
          <DifferencesTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="brokers">
          <BrokersTab clusterId={clusterId} />
        </TabPanel>
        <TabPanel value="acl1">
          <Acl1Tab clusterId={clusterId} />
        </TabPanel>
      </Tabs>
      {create !== null && <CreateRoleDialog clusterId={clusterId} onClose={() => void setUrl({ create: null })} />}
    </>
  )
}
