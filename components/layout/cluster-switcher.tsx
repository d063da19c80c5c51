'use client'

import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { clustersQuery } from './clusters-query.ts'
import { HealthPill } from './health-pill.tsx'
import { inOtherCluster } from './nav.ts'
import { useCluster, useClusterId } from './use-cluster.ts'
import { useFormat } from './use-format.ts'

const line =
  'flex min-h-8 items-center gap-2 rounded-1 px-2 data-[selected=true]:bg-accent-soft cursor-pointer [overflow-wrap:anywhere]'

/** Which cluster the page is about; switching keeps the page. */
export function ClusterSwitcher() {
  const t = useTranslations('layout')
  const router = useRouter()
  const pathname = usePathname()
  const format = useFormat()
  const clusterId = useClusterId()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)
  const clusters = data?.items ?? []

  return (
    <Popover
      label={t('switchCluster')}
      width={380}
      trigger={
        <button
          type="button"
          className="flex h-7 min-w-0 items-center gap-2 rounded-2 px-1.5 whitespace-nowrap hover:bg-surface-2"
        >
          <span className="sr-only">{t('switchCluster')}: </span>
          {clusterId === null ? (
            <>
              <span className="truncate text-14 font-semibold">{t('allClusters')}</span>
              {data && <span className="text-fg-3">{format.number(data.total)}</span>}
            </>
          ) : (
            <>
              <span className="truncate text-14 font-semibold">{cluster?.name ?? clusterId}</span>
              {cluster && <EnvironmentTag environment={cluster.environment} />}
              {cluster && (
                <span className="max-md:hidden">
                  <HealthPill health={cluster.health} />
                </span>
              )}
            </>
          )}
          <Icon name="chev-updown" size={14} className="text-fg-2" />
        </button>
      }
    >
      {(close) => {
        function go(href: string): void {
          close()
          router.push(href)
        }
        return (
          <Command label={t('switchCluster')} loop>
            <div className="flex items-center gap-2 border-b border-line-2 px-3">
              <Icon name="search" className="text-fg-3" />
              <Command.Input
                autoFocus
                placeholder={t('findCluster')}
                className="h-9 w-full bg-transparent outline-none placeholder:text-fg-3 focus-visible:outline-none"
              />
            </div>
            <Command.List className="max-h-96 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-2 text-12 text-fg-3">{t('noCluster')}</Command.Empty>
              <Command.Item value={`all ${t('allClusters')}`} onSelect={() => go('/clusters')} className={line}>
                <Icon name="fleet" className="text-fg-3" />
                {t('allClusters')}
              </Command.Item>
              {clusters.map((item) => (
                <Command.Item
                  key={item.clusterId}
                  value={item.clusterId}
                  keywords={[item.name, item.environment]}
                  onSelect={() => go(inOtherCluster(pathname, item.clusterId))}
                  className={line}
                >
                  <span className="min-w-0 truncate font-medium">{item.name}</span>
                  <EnvironmentTag environment={item.environment} />
                  <span className="ml-auto shrink-0">
                    <HealthPill health={item.health} />
                  </span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        )
      }}
    </Popover>
  )
}
