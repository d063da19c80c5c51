'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { TokensTable } from './tokens-table.tsx'

export function TokensPage() {
  const t = useTranslations('users.tokens')
  const access = useAccess()
  return (
    <>
      <PageHeader title={t('title')} facts={[t('purpose')]} />
      <TokensTable viewId="tokens" owner={access.can('token:manage') ? 'all' : 'me'} />
    </>
  )
}
