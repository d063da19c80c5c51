'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { clustersQuery } from './clusters-query.ts'
import { healthStates } from './health.ts'
import { clusterNav, fleetNav, navPlace } from './nav.ts'
import { paletteActions } from './palette-actions.ts'
import { usePaletteSource } from './palette-provider.tsx'
import { matchesQuery } from './palette-query.ts'
import { savedViewHref, savedViewsQuery } from './saved-views-query.ts'
import { useAccess } from './use-access.ts'
import { useCluster, useClusterId } from './use-cluster.ts'

/** What the frame itself knows: its pages, what can be done from anywhere, the clusters and saved views. */
export function FramePaletteSources() {
  const t = useTranslations('layout')
  const access = useAccess()
  const clusterId = useClusterId()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)
  const views = useQuery(savedViewsQuery)
  const router = useRouter()

  usePaletteSource({
    id: 'pages',
    heading: t('palette.pages'),
    search: (query) => {
      const inCluster = clusterId === null ? [] : clusterNav.flatMap((section) => section.items)
      const items = [...inCluster, ...fleetNav.flatMap((section) => section.items)]
      return items
        .filter((item, index) => items.findIndex((other) => other.key === item.key) === index)
        .filter((item) => !item.permission || access.can(item.permission, ...navPlace(item, clusterId)))
        .map((item) => ({
          id: item.key,
          label: t(`nav.${item.key}`),
          icon: item.icon,
          href: item.href(clusterId ?? ''),
          ...(cluster && inCluster.includes(item) && { detail: cluster.name }),
        }))
        .filter((item) => matchesQuery(item.label, query))
    },
  })

  usePaletteSource({
    id: 'clusters',
    heading: t('palette.clusters'),
    search: (query) =>
      (data?.items ?? [])
        .filter((item) => matchesQuery(`${item.name} ${item.clusterId} ${item.environment}`, query))
        .map((item) => ({
          id: item.clusterId,
          label: item.name,
          detail: item.environment,
          icon: 'fleet' as const,
          href: `/clusters/${item.clusterId}`,
          ...(item.health !== 'HEALTHY' && { state: healthStates[item.health] }),
        })),
  })
  usePaletteSource({
    id: 'actions',
    heading: t('palette.actions'),
    search: (query) =>
      paletteActions
        .filter(({ isOfCluster }) => !isOfCluster || clusterId !== null)
        .filter(({ permission, isOfCluster }) =>
          isOfCluster
            ? access.can(permission, clusterId ?? undefined, 'any')
            : access.can(permission, undefined, 'all'),
        )
        .map(({ key, icon, href }) => ({
          id: key,
          label: t(`palette.does.${key}`),
          icon,
          href: href(clusterId ?? ''),
          ...(cluster && { detail: cluster.name }),
        }))
        .filter((item) => query !== '' && matchesQuery(item.label, query)),
  })

  usePaletteSource({
    id: 'views',
    heading: t('palette.views'),
    search: (query) =>
      (views.data?.items ?? [])
        .filter((view) => matchesQuery(view.name, query))
        .map((view) => ({
          id: view.savedViewId,
          label: view.name,
          ...(view.isShared && !view.isMine && { detail: view.owner }),
          icon: 'pin' as const,
          // Not through the frame's links: a view has its own namespace, or none.
          onSelect: () => router.push(savedViewHref(view)),
        })),
  })
  return null
}
