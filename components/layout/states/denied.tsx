'use client'

import { useTranslations } from 'next-intl'
import { useGrantedBy } from '#components/layout/session-provider.tsx'
import { Absence } from './absence.tsx'

interface DeniedProps {
  /** The permission that lacks. */
  permission?: string | undefined
  /** Where it lacks: the name of a cluster. */
  scope?: string | undefined
}

/** Not a fault: grey, with a lock, and the right that is needed. */
export function Denied({ permission, scope }: DeniedProps) {
  const t = useTranslations('states')
  const names = useGrantedBy()
  return (
    <Absence icon="lock" title={t('denied.title')}>
      {permission && (
        <p>
          {scope
            ? t.rich('denied.needsIn', {
                permission,
                scope,
                code: (chunks) => <code className="font-mono">{chunks}</code>,
              })
            : t.rich('denied.needs', { permission, code: (chunks) => <code className="font-mono">{chunks}</code> })}
        </p>
      )}
      <p>{names.length > 0 ? t('denied.namedGrant', { names: names.join(', ') }) : t('denied.whoGrants')}</p>
    </Absence>
  )
}
