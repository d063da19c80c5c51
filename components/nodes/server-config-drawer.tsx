'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FilterBox } from '#components/data-table/filter-box.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { Icon } from '#components/ui/icon.tsx'
import type { ServerSetting } from '#lib/nodes/schema.ts'
import { type ConfiguredServer, serverConfigQuery } from './queries.ts'

/** Every setting of a name server or controller, beside the list that it was opened from. */
export function ServerConfigDrawer({ server, onClose }: { server: ConfiguredServer | null; onClose: () => void }) {
  const t = useTranslations('nodes')
  return (
    <Drawer
      open={server !== null}
      onClose={onClose}
      title={t('serverConfig.title')}
      subtitle={server?.address}
      storageKey="server-config"
    >
      {server && <Settings key={`${server.kind} ${server.address}`} server={server} />}
    </Drawer>
  )
}

function Settings({ server }: { server: ConfiguredServer }) {
  const t = useTranslations('nodes.config')
  const [q, setQ] = useState('')
  const query = useQuery(serverConfigQuery(server))
  const columns: Column<ServerSetting>[] = [
    {
      id: 'key',
      head: t('key'),
      width: 260,
      cell: ({ key }) => (
        <code className="block truncate font-mono text-12" title={key}>
          {key}
        </code>
      ),
    },
    {
      id: 'value',
      head: t('value'),
      isFlexible: true,
      minWidth: 160,
      cell: ({ value, isRedacted }) =>
        isRedacted ? (
          <span className="flex items-center gap-1 text-fg-3">
            <Icon name="lock" size={12} />
            {t('redacted')}
          </span>
        ) : (
          <span className="block truncate font-mono text-12" title={value ?? undefined}>
            {value || <span className="font-sans text-fg-3">{t('empty')}</span>}
          </span>
        ),
    },
  ]
  return (
    <QueryView query={query}>
      {({ items, readAt }) => {
        const wanted = q.trim().toLowerCase()
        const rows = items.filter(({ key, value }) => `${key} ${value ?? ''}`.toLowerCase().includes(wanted))
        const text = items.flatMap(({ key, value }) => (value === null ? [] : [`${key}=${value}`])).join('\n')
        return (
          <>
            <div className="flex min-h-11 flex-wrap items-center gap-3 py-2 text-12 text-fg-3">
              <FilterBox value={q} onChange={setQ} placeholder={t('search')} />
              <span role="status">{t('count', { count: rows.length })}</span>
              <span className="ml-auto flex items-center gap-2">
                <Age at={readAt} />
                <CopyButton text={text} label={t('copyAll')} />
              </span>
            </div>
            {rows.length === 0 ? (
              <p className="py-4 text-fg-2">{t('noMatch')}</p>
            ) : (
              <PlainTable label={t('key')} columns={columns} rows={rows} rowId={({ key }) => key} density={28} />
            )}
          </>
        )
      }}
    </QueryView>
  )
}
