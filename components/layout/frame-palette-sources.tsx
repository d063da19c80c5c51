'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { clustersQuery } from './clusters-query.ts'
import { healthStates } from './health.ts'
import { clusterNav, fleetNav } from './nav.ts'
import { usePaletteSource } from './palette-provider.tsx'
import { matchesQuery } from './palette-query.ts'
import { useAccess } from './use-access.ts'
import { useCluster, useClusterId } from './use-cluster.ts'

/** What the frame itself knows: its pages and the clusters. */
export function FramePaletteSources() {
  const t = useTranslations('layout')
  const access = useAccess()
  const clusterId = useClusterId()
  const cluster = useCluster()
  const { data } = useQuery(clustersQuery)

  usePaletteSource({
    id: 'pages',
    heading: t('palette.pages'),
    search: (query) => {
      const inCluster = clusterId === null ? [] : clusterNav.flatMap((section) => section.items)
      const items = [...inCluster, ...fleetNav.flatMap((section) => section.items)]
      return items
        .filter((item, index) => items.findIndex((other) => other.key === item.key) === index)
        .filter((item) => !item.permission || access.can(item.permission, clusterId ?? undefined))
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
          href: `/clusters/${item.clusterId}/topics`,
          ...(item.health !== 'HEALTHY' && { state: healthStates[item.health] }),
        })),
  })
  return null
}
