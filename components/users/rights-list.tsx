'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { SessionShape } from '#lib/users/schema.ts'
import { permissionSetsQuery } from './queries.ts'
import { ScopeText } from './scope-text.tsx'

/** What I may do and why: one line per grant, the permissions of its set unfolded below. */
export function RightsList({ permissions }: { permissions: SessionShape['permissions'] }) {
  const t = useTranslations('users.rights')
  const sets = useQuery(permissionSetsQuery())
  if (permissions.length === 0) return <p className="text-fg-2">{t('none')}</p>
  return (
    <QueryView query={sets}>
      {(data) => (
        <ul className="grid gap-2">
          {permissions.map((grant) => {
            const held = data.items.find((set) => set.name === grant.permissionSet)?.permissions ?? []
            const key = `${grant.permissionSet} ${JSON.stringify(grant.scope)}`
            return (
              <li key={key}>
                <p className="flex flex-wrap items-center gap-2">
                  <Tag tone="strong">{grant.permissionSet}</Tag>
                  <ScopeText scope={grant.scope} />
                  {grant.endsAt && (
                    <span className="text-fg-3">
                      {t('until')} <Instant at={grant.endsAt} />
                    </span>
                  )}
                </p>
                <Disclosure label={t('permissions', { count: held.length })}>
                  <p className="max-w-[72ch] py-1 font-mono text-12 text-fg-2">{held.join(', ')}</p>
                </Disclosure>
              </li>
            )
          })}
        </ul>
      )}
    </QueryView>
  )
}
