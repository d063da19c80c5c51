'use client'

import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import type { RoleItem } from '#lib/roles/schema.ts'

type Judged = Pick<RoleItem, 'kind' | 'isOwnAccount'>

/** Why something must not be done to a role; undefined when it may. */
export function useRoleAccess(clusterId: string) {
  const t = useTranslations('roles')
  const access = useAccess()
  const write = access.reason('role:write', clusterId)
  const writeSuper = write ?? access.reason('role:write-super', clusterId)
  const change = (role: Pick<RoleItem, 'kind'>) => (role.kind === 'Super' ? writeSuper : write)
  const read = access.reason('role:reveal-secret', clusterId)
  return {
    write,
    writeSuper,
    change,
    /** The console would lock itself out. */
    end: (role: Judged) => change(role) ?? (role.isOwnAccount ? t('isOwnAccount') : undefined),
    reveal: (role: Pick<RoleItem, 'kind'>) =>
      read ?? (role.kind === 'Super' ? access.reason('role:write-super', clusterId) : undefined),
    revealAny: read,
  }
}
