'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { Permission } from '#lib/users/permissions.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'
import { allows } from './access.ts'
import { clustersQuery } from './clusters-query.ts'
import { useGrantedBy, useSession } from './session-provider.tsx'

interface Access {
  can: (permission: Permission, clusterId?: string, object?: ScopedObject) => boolean
  /** Why not, for `disabledReason`; undefined when allowed. */
  reason: (permission: Permission, clusterId?: string, object?: ScopedObject) => string | undefined
}

/** What the signed-in person may do, as far as the browser can tell. */
export function useAccess(): Access {
  const t = useTranslations('layout')
  const { permissions, simulation } = useSession()
  const grantedBy = useGrantedBy()
  const { data } = useQuery(clustersQuery)
  const find = (clusterId?: string) => data?.items.find((item) => item.clusterId === clusterId) ?? null
  const can: Access['can'] = (permission, clusterId, object) =>
    !(simulation && writes(permission)) && allows(permissions, permission, find(clusterId), object)
  return {
    can,
    reason: (permission, clusterId, object) => {
      if (can(permission, clusterId, object)) return undefined
      if (simulation && writes(permission)) return t('simulation.readOnly')
      const cluster = find(clusterId)?.name
      const isHeldElsewhere = object !== undefined && can(permission, clusterId)
      const lacks =
        cluster === undefined
          ? t('needs', { permission })
          : isHeldElsewhere
            ? t('needsOn', { permission, name: object.name, cluster })
            : t('needsIn', { permission, cluster })
      return grantedBy.length === 0 ? lacks : t('andWhoGrants', { lacks, names: grantedBy.join(', ') })
    },
  }
}

/** While a user is simulated nothing is written. */
const writes = (permission: Permission): boolean =>
  !/:(read|read-body|tail|export|stack|manage|config-read)$/.test(permission) || /^(channel|policy)/.test(permission)
