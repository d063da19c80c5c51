'use client'

import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { FilterBox } from '#components/data-table/filter-box.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { ConfigItem } from '#lib/nodes/schema.ts'
import { EditConfigDialog } from './edit-config-dialog.tsx'
import { type BrokerParams, brokerConfigQuery } from './queries.ts'
import { useConfigMeaning } from './use-key-meanings.ts'

/** Every setting of a broker, and what its peers have instead. */
export function BrokerConfigTab({ broker }: { broker: BrokerParams }) {
  const t = useTranslations('nodes.config')
  const [{ q, differing }, setUrl] = useQueryStates({
    q: parseAsString.withDefault(''),
    differing: parseAsBoolean.withDefault(false),
  })
  const query = useLiveQuery(brokerConfigQuery(broker))
  const columns = useColumns()
  const access = useAccess()
  const [isEditing, setEditing] = useState(false)
  return (
    <QueryView query={query}>
      {({ items, readAt }) => {
        const wanted = q.trim().toLowerCase()
        const rows = items
          .filter(({ peers }) => !differing || peers !== undefined)
          .filter(({ key, value }) => `${key} ${value ?? ''}`.toLowerCase().includes(wanted))
          .sort((a, b) => Number(b.peers !== undefined) - Number(a.peers !== undefined))
        const differ = items.filter(({ peers }) => peers !== undefined).length
        const text = items.flatMap(({ key, value }) => (value === null ? [] : [`${key}=${value}`])).join('\n')
        return (
          <>
            <div className="flex min-h-11 flex-wrap items-center gap-3 py-2 text-12 text-fg-3">
              <FilterBox value={q} onChange={(next) => void setUrl({ q: next || null })} placeholder={t('search')} />
              <span role="status">{t('count', { count: rows.length })}</span>
              <span className={differ > 0 ? 'text-warning' : undefined}>{t('differ', { count: differ })}</span>
              <Switch
                label={t('onlyDiffering')}
                checked={differing}
                onCheckedChange={(next) => void setUrl({ differing: next || null })}
              />
              <span className="ml-auto flex items-center gap-2">
                <Age at={readAt} />
                <CopyButton text={text} label={t('copyAll')} />
                <Button
                  size="s"
                  icon="edit"
                  onClick={() => setEditing(true)}
                  disabledReason={access.reason('broker:config-write', broker.clusterId)}
                >
                  {t('edit')}
                </Button>
              </span>
            </div>
            {isEditing && <EditConfigDialog broker={broker} items={items} onClose={() => setEditing(false)} />}
            {rows.length === 0 ? (
              <p className="py-4 text-fg-2">{differ === 0 && differing ? t('noneDiffers') : t('noMatch')}</p>
            ) : (
              <PlainTable
                label={t('key')}
                columns={differ > 0 ? columns : columns.filter(({ id }) => id !== 'peers')}
                rows={rows}
                rowId={(row) => row.key}
                density={28}
              />
            )}
          </>
        )
      }}
    </QueryView>
  )
}

function useColumns(): Column<ConfigItem>[] {
  const t = useTranslations('nodes.config')
  const meaningOf = useConfigMeaning()
  return [
    {
      id: 'key',
      head: t('key'),
      width: 310,
      cell: (row) => <code className="block truncate font-mono text-12">{row.key}</code>,
    },
    {
      id: 'value',
      head: t('value'),
      width: 280,
      cell: (row) =>
        row.isRedacted ? (
          <span className="flex items-center gap-1 text-fg-3">
            <Icon name="lock" size={12} />
            {t('redacted')}
          </span>
        ) : (
          <span className="flex min-w-0 items-center gap-1">
            {row.peers && <Icon name="warning" size={12} label={t('differs')} className="shrink-0 text-warning-mark" />}
            <span className="truncate font-mono text-12" title={row.value ?? undefined}>
              {row.value === '' ? <span className="font-sans text-fg-3">{t('empty')}</span> : row.value}
            </span>
          </span>
        ),
    },
    {
      id: 'peers',
      head: t('peers'),
      width: 200,
      priority: 2,
      cell: ({ peers, isRedacted }) => (
        <span className="block truncate text-12 text-fg-2">
          {peers
            ?.map(({ brokerName, brokerId, value }) =>
              t('peer', {
                name: brokerId === 0 ? brokerName : `${brokerName}/${brokerId}`,
                value: isRedacted || value === null ? t('redacted') : value || t('empty'),
              }),
            )
            .join(', ')}
        </span>
      ),
    },
    {
      id: 'needsRestart',
      head: t('restart'),
      width: 96,
      priority: 2,
      cell: ({ needsRestart }) =>
        needsRestart === null ? (
          <span className="text-fg-3">?</span>
        ) : (
          <span className="text-fg-2">{needsRestart ? t('needed') : t('notNeeded')}</span>
        ),
    },
    {
      id: 'meaning',
      head: t('meaning'),
      isFlexible: true,
      minWidth: 260,
      priority: 2,
      cell: (row) => (
        <span className="block truncate text-12 text-fg-2">
          {meaningOf(row.key) ?? (row.isRedacted ? t('secret') : '')}
        </span>
      ),
    },
  ]
}
