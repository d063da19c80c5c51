'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { Permission } from '#lib/users/permissions.ts'
import { allows } from './access.ts'
import { clustersQuery } from './clusters-query.ts'
import { useSession } from './session-provider.tsx'

interface Access {
  can: (permission: Permission, clusterId?: string) => boolean
  /** Why not, for `disabledReason`; undefined when allowed. */
  reason: (permission: Permission, clusterId?: string) => string | undefined
}

/** What the signed-in person may do, as far as the browser can tell. */
export function useAccess(): Access {
  const t = useTranslations('layout')
  const { permissions } = useSession()
  const { data } = useQuery(clustersQuery)
  const find = (clusterId?: string) => data?.items.find((item) => item.clusterId === clusterId) ?? null
  const can: Access['can'] = (permission, clusterId) => allows(permissions, permission, find(clusterId))
  return {
    can,
    reason: (permission, clusterId) => {
      if (can(permission, clusterId)) return undefined
      const cluster = find(clusterId)
      return cluster ? t('needsIn', { permission, cluster: cluster.name }) : t('needs', { permission })
    },
  }
}
