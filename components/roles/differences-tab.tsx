'use client'

import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import type { z } from 'zod'
import { BulkBar } from '#components/data-table/bulk-bar.tsx'
import { FilterBox } from '#components/data-table/filter-box.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { RoleDifferences } from '#lib/roles/difference-schema.ts'
import { brokerRoleStates } from './on-brokers-text.tsx'
import { roleDifferencesQuery } from './queries.ts'
import { type RoleAction, RoleDialogs } from './role-dialogs.tsx'
import { roleHref } from './role-href.ts'
import { useRoleAccess } from './use-role-access.ts'
import { useRoleWords } from './use-role-words.ts'

type Differences = z.output<typeof RoleDifferences>
type Row = Differences['items'][number]

/** Role by role and broker by broker: nothing copies a user from one broker to the next. */
export function DifferencesTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles.differences')
  const [{ q, all, row }, setUrl] = useQueryStates({
    q: parseAsString.withDefault(''),
    all: parseAsBoolean.withDefault(false),
    row: parseAsString,
  })
  const query = useLiveQuery(roleDifferencesQuery(clusterId, all))
  const may = useRoleAccess(clusterId)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [action, setAction] = useState<RoleAction | null>(null)
  const repair = (roleNames: readonly string[]) => setAction({ kind: 'repair', roleNames })
  return (
    <QueryView query={query} what={t('comparing')} partialEffect={t('partialEffect')}>
      {(data) => {
        const shown = data.items.filter(({ roleName }) => roleName.toLowerCase().includes(q.trim().toLowerCase()))
        return (
          <>
            <div className="flex min-h-11 flex-wrap items-center gap-3 py-2 text-12 text-fg-3">
              <FilterBox value={q} onChange={(next) => void setUrl({ q: next || null })} placeholder={t('search')} />
              <span role="status">{t('count', { count: shown.length, all: data.roles })}</span>
              <Switch
                label={t('all')}
                checked={all}
                onCheckedChange={(isOn) => void setUrl({ all: isOn || null })}
                className="text-fg-2"
              />
              <span className="ml-auto flex items-center gap-3">
                <span>
                  {t('comparedAt')} <Age at={data.comparedAt} />
                </span>
                <Button
                  size="s"
                  icon="broker"
                  onClick={() => setAction({ kind: 'copyAll' })}
                  disabledReason={may.write}
                >
                  {t('copyAll')}
                </Button>
              </span>
            </div>
            {data.items.length === 0 ? (
              <Empty title={t(data.roles === 0 ? 'noRoles' : 'none')}>
                {t('noneText', { count: data.brokers.length })}
              </Empty>
            ) : shown.length === 0 ? (
              <p className="py-4 text-fg-2">{t('noMatch')}</p>
            ) : (
              <Matrix
                clusterId={clusterId}
                brokers={data.brokers}
                rows={shown}
                openId={row}
                onOpen={(next) => void setUrl({ row: next })}
                selected={selected}
                onSelect={setSelected}
                repairReason={may.write}
                onRepair={repair}
              />
            )}
            {selected.size > 0 && (
              <BulkBar
                label={t('selected', { count: selected.size })}
                summary={null}
                actions={
                  <Button size="s" icon="diff" onClick={() => repair([...selected])} disabledReason={may.write}>
                    {t('repairMany')}
                  </Button>
                }
                onClear={() => setSelected(new Set())}
              />
            )}
            <RoleDialogs
              clusterId={clusterId}
              action={action}
              onClose={() => {
                setAction(null)
                setSelected(new Set())
              }}
            />
          </>
        )
      }}
    </QueryView>
  )
}

interface MatrixProps {
  clusterId: string
  brokers: Differences['brokers']
  rows: readonly Row[]
  openId: string | null
  onOpen: (roleName: string | null) => void
  selected: ReadonlySet<string>
  onSelect: (selected: ReadonlySet<string>) => void
  repairReason: string | undefined
  onRepair: (roleNames: string[]) => void
}

function Matrix({ clusterId, brokers, rows, openId, onOpen, selected, onSelect, repairReason, onRepair }: MatrixProps) {
  const t = useTranslations('roles.differences')
  const tRoles = useTranslations('roles')
  const words = useRoleWords()
  const columns: Column<Row>[] = [
    {
      id: 'roleName',
      head: tRoles('role'),
      width: 220,
      isFlexible: true,
      minWidth: 160,
      sortValue: ({ roleName }) => roleName,
      cell: ({ roleName, kind, isOwnAccount }) => (
        <span className="flex min-w-0 items-center gap-1.5">
          <Link href={roleHref(clusterId, roleName, 'differences')} tone="name" className="truncate">
            {roleName}
          </Link>
          {kind === 'Super' && <Tag tone="strong">{tRoles('kinds.Super')}</Tag>}
          {isOwnAccount && <Tag>{tRoles('ownAccount')}</Tag>}
        </span>
      ),
    },
    ...brokers.map(
      (broker): Column<Row> => ({
        id: broker.address,
        head: words.brokers.one(broker),
        width: 148,
        cell: ({ brokers: each }) => {
          const state = each.find(({ address }) => address === broker.address)?.state ?? 'UNREACHABLE'
          return <StatePill state={brokerRoleStates[state]} label={t(`states.${state}`)} />
        },
      }),
    ),
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 96,
      cell: ({ roleName, brokers: each }) => (
        <Button
          size="s"
          onClick={() => onRepair([roleName])}
          disabledReason={repairReason ?? (each.every(({ state }) => state === 'EQUAL') ? t('isAlike') : undefined)}
        >
          {t('repair')}
        </Button>
      ),
    },
  ]
  return (
    <PlainTable
      label={t('table')}
      columns={columns}
      rows={rows}
      rowId={({ roleName }) => roleName}
      initialSort="roleName"
      selection={{ selected, onChange: onSelect }}
      expanded={{
        id: openId,
        onChange: onOpen,
        render: ({ brokers: each }) => (
          <ul className="py-2 text-12">
            {each
              .filter(({ state }) => state !== 'EQUAL')
              .map((broker) => (
                <li key={broker.address} className="py-0.5 [overflow-wrap:anywhere]">
                  <span className="font-medium">{words.onBroker(broker)}</span>
                  {broker.differences.map((difference) => (
                    <span
                      key={`${difference.field} ${difference.policyType} ${difference.resource}`}
                      className="block text-fg-2"
                    >
                      {words.difference(difference)}
                    </span>
                  ))}
                </li>
              ))}
            {each.every(({ state }) => state === 'EQUAL') && <li className="text-fg-2">{t('isAlike')}</li>}
          </ul>
        ),
      }}
    />
  )
}
