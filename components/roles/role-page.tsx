'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ObjectHistory } from '#components/audit/object-history.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { TabPanel } from '#components/ui/tab-panel.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { MayTab } from './may-tab.tsx'
import { OnBrokersText } from './on-brokers-text.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { roleQuery } from './queries.ts'
import { RoleBrokersTab } from './role-brokers-tab.tsx'
import { RoleConnectTab } from './role-connect-tab.tsx'
import { type RoleAction, RoleDialogs } from './role-dialogs.tsx'
import { rolesHref } from './role-href.ts'
import { RoleOverviewTab } from './role-overview-tab.tsx'
import { RoleStatePill } from './role-state-pill.tsx'
import { RoleTags } from './role-tags.tsx'
import { useRoleAccess } from './use-role-access.ts'
import { useRoleMenu } from './use-role-menu.ts'

const tabs = ['overview', 'policies', 'access', 'differences', 'connect', 'history'] as const
const nothing = { page: null, q: null, sort: null, on: null, ip: null, include: null, row: null }

/** One role: what it may do and from where, what brokers hold of it, how a program uses it, who changed it. */
export function RolePage({ clusterId, roleName }: { clusterId: string; roleName: string }) {
  const t = useTranslations('roles')
  const router = useRouter()
  const may = useRoleAccess(clusterId)
  const query = useLiveQuery(roleQuery(clusterId, roleName))
  // What belongs to one tab does not follow into the next.
  const [{ tab }, setUrl] = useQueryStates({
    tab: parseAsStringLiteral(tabs).withDefault('overview'),
    page: parseAsString,
    q: parseAsString,
    sort: parseAsString,
    on: parseAsString,
    ip: parseAsString,
    include: parseAsString,
    row: parseAsString,
  })
  const [action, setAction] = useState<RoleAction | null>(null)
  const menuOf = useRoleMenu({ clusterId, onAction: setAction, isOnPage: true })
  const role = query.data
  const repair = () => setAction({ kind: 'repair', roleNames: [roleName] })
  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: rolesHref(clusterId) }}
        title={roleName}
        copy={roleName}
        state={role && <RoleStatePill status={role.status} />}
        tags={
          role && (
            <>
              <RoleTags role={role} />
              {Object.entries(role.labels).map(([key, value]) => (
                <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
              ))}
            </>
          )
        }
        facts={
          role
            ? [
                role.kind === 'Super' ? t('everything') : t(`types.${role.type}`),
                <OnBrokersText key="on" role={role} isSentence />,
                role.remark,
              ]
            : []
        }
        actions={
          role && (
            <>
              <Button
                icon="edit"
                onClick={() => setAction({ kind: 'edit', roleName })}
                disabledReason={may.change(role)}
              >
                {t('menu.edit')}
              </Button>
              <Menu
                align="end"
                trigger={<IconButton icon="more" variant="outline" label={t('actionsOf', { name: roleName })} />}
                items={menuOf(role)}
              />
            </>
          )
        }
      />
      <QueryView query={query} what={t('readingRole')} partialEffect={t('partialEffectRole')}>
        {(data) => (
          <Tabs
            label={t('roleTabsLabel')}
            value={tab}
            onValueChange={(next) => void setUrl({ ...nothing, tab: next }, { history: 'push' })}
            tabs={tabs.map((value) => ({
              value,
              label: t(`roleTabs.${value}`),
              ...(value === 'differences' && data.differsOn.length > 0 && { count: data.differsOn.length }),
            }))}
          >
            <TabPanel value="overview">
              <RoleOverviewTab
                clusterId={clusterId}
                role={data}
                onReveal={() => setAction({ kind: 'secret', roleName })}
                onRepair={repair}
              />
            </TabPanel>
            <TabPanel value="policies">
              <PoliciesTab clusterId={clusterId} role={data} />
            </TabPanel>
            <TabPanel value="access">
              <MayTab clusterId={clusterId} roleName={roleName} />
            </TabPanel>
            <TabPanel value="differences">
              <RoleBrokersTab clusterId={clusterId} role={data} onRepair={repair} />
            </TabPanel>
            <TabPanel value="connect">
              <RoleConnectTab
                clusterId={clusterId}
                role={data}
                onReveal={(name) => setAction({ kind: 'secret', roleName: name })}
              />
            </TabPanel>
            <TabPanel value="history">
              <ObjectHistory clusterId={clusterId} kind="role" name={roleName} />
            </TabPanel>
          </Tabs>
        )}
      </QueryView>
      <RoleDialogs
        clusterId={clusterId}
        action={action}
        onClose={(isDeleted) => {
          setAction(null)
          if (isDeleted) router.push(rolesHref(clusterId))
        }}
      />
    </>
  )
}
