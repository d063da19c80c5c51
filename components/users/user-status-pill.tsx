'use client'

import { useTranslations } from 'next-intl'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { User } from '#lib/users/user-schema.ts'

const states: Record<User['status'], State> = {
  active: 'ok',
  locked: 'warning',
  invited: 'pending',
  disabled: 'silenced',
}

export function UserStatusPill({ status }: { status: User['status'] }) {
  const t = useTranslations('users.manage')
  return <StatePill state={states[status]} label={t(`is.${status}`)} />
}
