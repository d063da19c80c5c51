'use client'

import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import type { RoleWarning } from '#lib/roles/schema.ts'

/** What somebody should know before the role is relied upon. */
export function RoleWarnings({ warnings }: { warnings: readonly RoleWarning[] }) {
  const t = useTranslations('roles.warnings')
  return warnings.map(({ code, params }) => (
    <Strip key={code} tone={code === 'NOT_ENFORCED' ? 'critical' : 'warning'}>
      {t(code, { brokers: '', roleName: '', resources: '', first: '', second: '', ...params })}
    </Strip>
  ))
}
