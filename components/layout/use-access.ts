'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ObjectPermission, Permission } from '#lib/users/permissions.ts'
import { type AskedOn, allows } from './access.ts'
import { clustersQuery } from './clusters-query.ts'
import { useGrantedBy, useSession } from './session-provider.tsx'

/** What somebody may have on a part of a cluster is never asked for without saying on what; the rest is of a whole cluster, or of the console. */
type Where<P extends Permission> = P extends ObjectPermission
  ? [clusterId: string | undefined, on: AskedOn]
  : [clusterId?: string | undefined, on?: AskedOn]

interface Access {
  can: <P extends Permission>(permission: P, ...where: Where<P>) => boolean
  /** Why not, for `disabledReason`; undefined when allowed. */
  reason: <P extends Permission>(permission: P, ...where: Where<P>) => string | undefined
}

/** What the signed-in person may do, as far as the browser can tell. */
export function useAccess(): Access {
  const t = useTranslations('layout')
  const { permissions, simulation } = useSession()
  const grantedBy = useGrantedBy()
  const { data } = useQuery(clustersQuery)
  const find = (clusterId?: string) => data?.items.find((item) => item.clusterId === clusterId) ?? null
  const can = (permission: Permission, clusterId?: string, on: AskedOn = 'all') =>
    !(simulation && writes(permission)) && allows(permissions, permission, find(clusterId), on)
  const lacks = (permission: Permission, clusterId: string | undefined, on: AskedOn) => {
    const cluster = find(clusterId)?.name
    const isHeldElsewhere = on !== 'any' && can(permission, clusterId, 'any')
    if (cluster === undefined)
      return isHeldElsewhere ? t('needsEverywhere', { permission }) : t('needs', { permission })
    if (!isHeldElsewhere) return t('needsIn', { permission, cluster })
    return typeof on === 'object'
      ? t('needsOn', { permission, name: on.name, cluster })
      : t('needsAll', { permission, cluster })
  }
  return {
    can,
    reason: (permission: Permission, clusterId?: string, on: AskedOn = 'all') => {
      if (can(permission, clusterId, on)) return undefined
      if (simulation && writes(permission)) return t('simulation.readOnly')
      const lack = lacks(permission, clusterId, on)
      return grantedBy.length === 0 ? lack : t('andWhoGrants', { lacks: lack, names: grantedBy.join(', ') })
    },
  }
}

/** While a user is simulated nothing is written. */
const writes = (permission: Permission): boolean =>
  !/:(read|read-body|tail|export|stack|manage|config-read)$/.test(permission) ||
  /^(channel|policy):|^audit:manage$/.test(permission)
