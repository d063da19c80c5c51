'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useFavouriteItem } from '#components/favourites/use-favourites.ts'
import { useAccess } from '#components/layout/use-access.ts'
import type { MenuItem } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { getClusterEndpoint, setMaintenanceEndpoint, updateClusterEndpoint } from '#lib/clusters/api.ts'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { clusterKeys } from './queries.ts'

const HOUR_MS = 3_600_000
const maintenanceHours = [1, 4, 8, 24] as const

/** What can be done with a registered cluster from its row, and what went wrong with it. */
export function useFleetActions(onRemove: (row: ClusterItem) => void): {
  menuOf: (row: ClusterItem) => MenuItem[]
  error: unknown
} {
  const t = useTranslations('clusters.fleet')
  const access = useAccess()
  const favouriteItem = useFavouriteItem(clusterKeys.all)
  const toast = useToast()
  const queryClient = useQueryClient()
  const refresh = () => void queryClient.invalidateQueries({ queryKey: clusterKeys.all })
  const maintain = useMutation({
    mutationFn: ({ clusterId, hours }: { clusterId: string; hours: number | null }) => {
      const until = hours === null ? null : new Date(Date.now() + hours * HOUR_MS)
      return call(setMaintenanceEndpoint, { params: { clusterId }, body: { until } })
    },
    onSuccess: ({ name }, { hours }) =>
      toast({ title: t(hours === null ? 'maintenanceEnded' : 'maintenanceBegun', { name }) }),
    onSettled: refresh,
  })
  const protect = useMutation({
    mutationFn: async ({ clusterId, isOn }: { clusterId: string; isOn: boolean }) => {
      // The fleet does not hold the revision that a change is made upon.
      const { revision } = await call(getClusterEndpoint, { params: { clusterId } })
      return call(updateClusterEndpoint, { params: { clusterId }, body: { deletionProtection: isOn, revision } })
    },
    onSuccess: ({ name }, { isOn }) => toast({ title: t(isOn ? 'protectedNow' : 'unprotectedNow', { name }) }),
    onSettled: refresh,
  })
  const menuOf = (row: ClusterItem): MenuItem[] => {
    const { clusterId, health, deletionProtection } = row
    const maintenanceReason = access.reason('maintenance:write', clusterId)
    return [
      { label: t('open'), icon: 'overview', href: `/clusters/${clusterId}` },
      {
        label: t('settings'),
        icon: 'settings',
        href: `/clusters/${clusterId}/settings`,
        disabledReason: access.reason('cluster:update', clusterId),
      },
      favouriteItem({ kind: 'cluster', clusterId, name: '' }),
      { separator: true },
      { heading: t('maintenance') },
      ...maintenanceHours.map((hours) => ({
        label: t('maintainFor', { hours }),
        onSelect: () => maintain.mutate({ clusterId, hours }),
        disabledReason: maintenanceReason,
      })),
      ...(health === 'MAINTENANCE'
        ? [
            {
              label: t('endMaintenance'),
              onSelect: () => maintain.mutate({ clusterId, hours: null }),
              disabledReason: maintenanceReason,
            },
          ]
        : []),
      { separator: true },
      {
        label: t(deletionProtection ? 'unprotect' : 'protect'),
        icon: 'lock',
        onSelect: () => protect.mutate({ clusterId, isOn: !deletionProtection }),
        disabledReason: access.reason('cluster:update', clusterId),
      },
      {
        label: t('remove'),
        icon: 'trash',
        isDanger: true,
        onSelect: () => onRemove(row),
        disabledReason: deletionProtection ? t('protectedRemove') : access.reason('cluster:remove', clusterId),
      },
    ]
  }
  return { menuOf, error: maintain.error ?? protect.error }
}
