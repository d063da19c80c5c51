'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { RoleStatus } from '#lib/roles/schema.ts'

/** Disabled is what somebody chose, not a fault. */
export function RoleStatePill({ status }: { status: RoleStatus }) {
  const t = useTranslations('roles')
  return <StatePill state={status === 'enabled' ? 'ok' : 'silenced'} label={t(`statuses.${status}`)} />
}
