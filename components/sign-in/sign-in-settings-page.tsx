'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { ProvidersTab } from './providers-tab.tsx'
import { providersQuery, signInSettingsQuery } from './queries.ts'
import { SignInRulesForm } from './sign-in-rules-form.tsx'

const tabs = ['providers', 'rules'] as const

/** How people come in: providers, and the rules of every sign-in. */
export function SignInSettingsPage() {
  const t = useTranslations('signIn')
  const access = useAccess()
  const [tab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('providers'))
  const [isCreating, setCreating] = useQueryState('create', parseAsBoolean.withDefault(false))
  const providers = useQuery(providersQuery({ pageSize: 1 }))
  const settings = useQuery(signInSettingsQuery())
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('purpose')]}
        actions={
          tab === 'providers' && (
            <Button
              icon="plus"
              variant="primary"
              disabledReason={access.reason('sign-in:manage')}
              onClick={() => void setCreating(true)}
            >
              {t('addProvider')}
            </Button>
          )
        }
      />
      <Tabs
        label={t('title')}
        value={tab}
        // Links: filters of one list mean nothing in another.
        tabs={tabs.map((value) => ({
          value,
          label: t(`tab.${value}`),
          ...(value === 'providers' && { count: providers.data?.total }),
          href: `/settings/sign-in${value === 'providers' ? '' : `?tab=${value}`}`,
        }))}
      />
      {tab === 'providers' && <ProvidersTab isCreating={isCreating} onCreated={() => void setCreating(null)} />}
      {tab === 'rules' && (
        <QueryView query={settings}>
          {(data) => <SignInRulesForm key={JSON.stringify(data)} settings={data} />}
        </QueryView>
      )}
    </>
  )
}
