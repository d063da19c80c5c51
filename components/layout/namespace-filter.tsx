'use client'

import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { namespacesQuery } from './namespaces-query.ts'
import { useAccess } from './use-access.ts'
import { useClusterId } from './use-cluster.ts'
import { useNamespace } from './use-namespace.ts'

const line =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-1 px-2 data-[selected=true]:bg-accent-soft [overflow-wrap:anywhere]'

/** Which namespace the lists of a cluster show. Not there where a cluster has none and none is chosen. */
export function NamespaceFilter() {
  const t = useTranslations('layout.namespaceFilter')
  const access = useAccess()
  const clusterId = useClusterId()
  const [ns, choose] = useNamespace()
  const { data, refetch } = useQuery({
    ...namespacesQuery(clusterId ?? ''),
    enabled: clusterId !== null && access.can('namespace:read', clusterId, 'any'),
  })
  const named = (data?.items ?? []).flatMap(({ namespace, topics, groups }) =>
    namespace === null ? [] : [{ namespace, topics, groups }],
  )
  if (clusterId === null || (ns === null && named.length === 0)) return null
  const shown = ns === null ? t('all') : ns === '' ? t('none') : ns
  const choices = [
    { value: null, label: t('all'), count: null },
    { value: '', label: t('none'), count: null },
    ...named.map(({ namespace, topics, groups }) => ({
      value: namespace,
      label: namespace,
      count: t('counts', { topics: topics.value ?? 0, groups: groups.value ?? 0 }),
    })),
  ]
  return (
    <div className="flex min-w-0 shrink items-center">
      <Popover
        label={t('choose')}
        width={320}
        onOpenChange={(isOpen) => {
          if (isOpen) void refetch()
        }}
        trigger={
          <button
            type="button"
            className={cx(
              'flex h-7 min-w-0 items-center gap-1.5 rounded-2 px-1.5 whitespace-nowrap',
              ns === null ? 'text-fg-2 hover:bg-surface-2' : 'bg-accent-soft text-fg-1',
            )}
          >
            <Icon name="namespace" size={14} className={ns === null ? 'text-fg-3' : 'text-accent'} />
            <span className="sr-only">{t('label')} </span>
            <span className={cx('max-w-40 truncate', ns === null ? 'max-xl:sr-only' : 'font-medium max-md:max-w-20')}>
              {shown}
            </span>
            <Icon name="chev-updown" size={12} className="text-fg-3" />
          </button>
        }
      >
        {(close) => (
          <Command label={t('choose')} defaultValue={JSON.stringify(ns)} loop>
            <div className="flex items-center gap-2 border-b border-line-2 px-3">
              <Icon name="search" className="text-fg-3" />
              <Command.Input
                autoFocus
                placeholder={t('find')}
                className="h-9 w-full bg-transparent outline-none placeholder:text-fg-3 focus-visible:outline-none"
              />
            </div>
            <Command.List className="max-h-96 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-2 text-12 text-fg-3">{t('noMatch')}</Command.Empty>
              {choices.map(({ value, label, count }) => (
                <Command.Item
                  key={JSON.stringify(value)}
                  value={JSON.stringify(value)}
                  keywords={[label]}
                  onSelect={() => {
                    close()
                    choose(value)
                  }}
                  className={line}
                >
                  <span className="w-3.5 shrink-0 text-accent">{value === ns && <Icon name="check" size={14} />}</span>
                  <span className={cx('min-w-0 truncate', value ? 'font-medium' : 'text-fg-2')}>{label}</span>
                  {count !== null && <span className="ml-auto shrink-0 text-12 text-fg-3">{count}</span>}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        )}
      </Popover>
      {ns !== null && (
        <button
          type="button"
          aria-label={t('clear')}
          title={t('clear')}
          onClick={() => choose(null)}
          className="grid size-6 shrink-0 place-items-center rounded-1 text-fg-3 hover:bg-surface-2 hover:text-fg-1"
        >
          <Icon name="x" size={12} />
        </button>
      )}
    </div>
  )
}
