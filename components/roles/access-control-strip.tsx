'use client'

import { useTranslations } from 'next-intl'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { RoleBroker, RolesState } from '#lib/roles/schema.ts'
import { roleSettingsQuery } from './queries.ts'
import { rolesHref } from './role-href.ts'
import { useBrokerWords } from './use-broker-words.ts'

interface AccessControlStripProps {
  clusterId: string
  state: RolesState
  /** Brokers that check nothing. */
  offOn: readonly RoleBroker[]
  /** On the page that it would lead to. */
  hasNoLink?: boolean
}

const tones = {
  SOME: 'critical',
  OFF: 'critical',
  DENIED: 'warning',
  NO_STORE: 'warning',
  ACL1: 'info',
  NOT_SUPPORTED: 'info',
  UNKNOWN: 'unknown',
} as const

/** What stands in the way of roles in this cluster, and what to do. Nothing where every broker checks. */
export function AccessControlStrip({ clusterId, state, offOn, hasNoLink = false }: AccessControlStripProps) {
  const t = useTranslations('roles')
  const brokers = useBrokerWords()
  const { data: settings } = useLiveQuery({ ...roleSettingsQuery(clusterId), enabled: state !== 'ON' })
  if (state === 'ON') return null
  const account = settings?.ownAccount
  const missing = account?.missing.map(({ resource, action }) => `${resource} ${action}`).join(', ')
  return (
    <Strip
      tone={tones[state]}
      role="status"
      className="mb-2"
      end={
        !hasNoLink && (
          <Button size="s" href={rolesHref(clusterId, state === 'ACL1' ? 'acl1' : 'brokers')}>
            {state === 'ACL1' ? t('showAcl1') : t('showBrokers')}
          </Button>
        )
      }
    >
      <strong className="font-semibold">{t(`states.${state}`)}</strong>{' '}
      {state === 'DENIED'
        ? account
          ? missing
            ? t('states.deniedMissing', { account: account.accessKey, missing })
            : t('states.deniedAccount', { account: account.accessKey })
          : t('states.deniedNobody')
        : t(`stateTexts.${state}`, { brokers: brokers.list(offOn) })}
    </Strip>
  )
}
