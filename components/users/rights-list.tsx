'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { PermissionWords } from './permission-words.tsx'
import { ScopeText } from './scope-text.tsx'

/** What I may do and why: one line per grant, the permissions of its set unfolded below. */
export function RightsList({ permissions }: { permissions: SessionShape['permissions'] }) {
  const t = useTranslations('users.rights')
  if (permissions.length === 0) return <p className="text-fg-2">{t('none')}</p>
  return (
    <ul className="grid gap-2">
      {permissions.map((grant) => (
        <li key={`${grant.permissionSet} ${grant.providerGroup} ${JSON.stringify(grant.scope)}`}>
          <p className="flex flex-wrap items-center gap-2">
            <Tag tone="strong">{grant.permissionSet}</Tag>
            <ScopeText scope={grant.scope} />
            {grant.providerGroup !== undefined && (
              <span className="text-fg-3">{t('viaGroup', { group: grant.providerGroup })}</span>
            )}
            {grant.endsAt && (
              <span className="text-fg-3">
                {t('until')} <Instant at={grant.endsAt} />
              </span>
            )}
          </p>
          <Disclosure label={t('permissions', { count: grant.permissions.length })}>
            <PermissionWords permissions={grant.permissions} />
          </Disclosure>
        </li>
      ))}
    </ul>
  )
}
