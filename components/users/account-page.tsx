'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Section } from '#components/layout/section.tsx'
import { useSession } from '#components/layout/session-provider.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { ExplainForm } from './explain-form.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { PasswordForm } from './password-form.tsx'
import { PreferencesForm } from './preferences-form.tsx'
import { accountQuery, sessionQuery } from './queries.ts'
import { RightsList } from './rights-list.tsx'
import { TokensTable } from './tokens-table.tsx'

export function AccountPage() {
  const t = useTranslations('users.account')
  const account = useQuery(accountQuery())
  const { user: me } = useSession()
  const session = useQuery(sessionQuery())
  return (
    <>
      <PageHeader title={t('title')} facts={account.data ? [account.data.name, account.data.email] : []} />
      <div className="grid gap-8">
        <QueryView query={account}>
          {(data) => (
            <Section title={t('preferences')}>
              <PreferencesForm key={data.revision} account={data} />
            </Section>
          )}
        </QueryView>
        <Section title={t('password')}>
          {me.source === 'local' ? (
            <PasswordForm name={account.data?.name ?? ''} />
          ) : (
            <p className="text-fg-3">{t('passwordElsewhere', { provider: me.source })}</p>
          )}
        </Section>
        <Section title={t('sessions')}>
          <OwnSessions />
        </Section>
        <Section title={t('rights')}>
          <QueryView query={session}>{(data) => <RightsList permissions={data.permissions} />}</QueryView>
          <div className="mt-4">
            <ExplainForm />
          </div>
        </Section>
        <TokensTable viewId="own-tokens" owner="me" />
      </div>
    </>
  )
}
