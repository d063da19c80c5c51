'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
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
/** What belongs to one tab does not follow into the next. */
const keysOfTabs = [
  ...roleFilterKeys,
  ...(['page', 'sort', 'q', 'on', 'name', 'action', 'ip', 'include', 'all', 'row'] as const),
] as const
type KeyOfTabs = (typeof keysOfTabs)[number]
const each = <Value,>(value: Value) =>
  Object.fromEntries(keysOfTabs.map((key) => [key, value])) as Record<KeyOfTabs, Value> // its keys are these
const inTabs = each(parseAsString)
const nothing = each(null)

/** Accounts of RocketMQ itself: who may send and read, where they are not alike, and whether brokers ask at all. */
export function RolesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles')
  const format = useFormat()
  const may = useRoleAccess(clusterId)
  const { data: settings } = useLiveQuery(roleSettingsQuery(clusterId))
  const [{ tab, create }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('roles'),
    create: parseAsString,
    ...inTabs,
  })
  const show = (next: (typeof tabs)[number]) => void setUrl({ ...nothing, tab: next }, { history: 'push' })
  // Newer versions still tell the key, and have nothing behind it.
  const hasAcl1 = settings?.state === 'ACL1' || (settings?.brokers.some(({ aclEnable }) => aclEnable) ?? false)
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
