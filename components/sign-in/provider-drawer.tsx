'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { EditDrawer } from '#components/layout/edit-drawer.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { ScopeText } from '#components/users/scope-text.tsx'
import { call } from '#lib/api/call.ts'
import { deleteProviderEndpoint } from '#lib/sign-in/api.ts'
import type { Provider, ProviderDetail, RuleGrant } from '#lib/sign-in/schema.ts'
import { providerFacts } from './provider-facts.ts'
import { ProviderFormDialog } from './provider-form-dialog.tsx'
import { ProviderStatePill } from './provider-state-pill.tsx'
import { providerQuery, signInKeys } from './queries.ts'
import { SeenGroups } from './seen-groups.tsx'
import { TrialSection } from './trial-section.tsx'

/** One provider: what it is, a trial, its rules, and the groups that its users have. */
export function ProviderDrawer({ providerId, onClose }: { providerId: string | null; onClose: () => void }) {
  const t = useTranslations('signIn')
  const tSets = useTranslations('users.sets')
  const access = useAccess()
  const query = useQuery({ ...providerQuery(providerId ?? ''), enabled: providerId !== null })
  const lacks = access.reason('sign-in:manage') ?? (query.data?.isFromFile ? tSets('changeTheFile') : undefined)
  return (
    <EditDrawer
      open={providerId !== null}
      query={query}
      onClose={onClose}
      what={t('provider')}
      state={(provider) => <ProviderStatePill provider={provider} />}
      storageKey="provider"
      edit={{ label: t('edit'), disabledReason: lacks }}
      remove={{ label: t('delete'), disabledReason: lacks }}
      form={(provider, onDone) => <ProviderFormDialog provider={provider} onClose={onDone} onSaved={onDone} />}
      deletion={(provider) => ({
        title: t('deleteProvider'),
        text: t('deleteProviderText', { name: provider.name, count: provider.users }),
        confirmName: provider.providerId,
        applyLabel: t('deleteOne'),
        remove: () => call(deleteProviderEndpoint, { params: { providerId: provider.providerId } }),
        staleKey: [...signInKeys.all, 'providers'],
        doneText: t('providerDeleted', { name: provider.name }),
      })}
    >
      {(provider) => <ProviderSections key={provider.providerId} provider={provider} />}
    </EditDrawer>
  )
}

function ProviderSections({ provider }: { provider: ProviderDetail }) {
  const t = useTranslations('signIn')
  const format = useFormat()
  const { lastFailure, lastFailureAt, lastSuccessAt } = provider
  return (
    <>
      <DrawerSection title={t('facts')}>
        <KeyValuePanel
          items={[
            { label: t('kind'), value: t(`kinds.${provider.kind}`) },
            { label: t('id'), value: provider.providerId, isMono: true },
            ...provider.returnUrls.map((url, i) => ({
              label: t(i === 0 ? 'returnUrl' : 'signOutUrl'),
              value: url,
              copy: url,
              isMono: true,
            })),
            ...providerFacts(provider, {
              labelOf: (name) => t(`field.${name}`),
              yes: t('yes'),
              certificate: t('certificate'),
            }),
            { label: t('createsUsers'), value: provider.createsUsers ? t('yes') : t('no') },
            { label: t('users'), value: format.number(provider.users) },
            {
              label: t('lastSuccess'),
              value: lastSuccessAt ? <Instant at={lastSuccessAt} withMs={false} /> : t('never'),
            },
            ...(lastFailureAt && lastFailure
              ? [
                  { label: t('lastFailure'), value: <Instant at={lastFailureAt} withMs={false} /> },
                  { label: t('why'), value: `${t(`trouble.${lastFailure.trouble}`)}: ${lastFailure.detail}` },
                ]
              : []),
          ]}
        />
      </DrawerSection>
      <TrialSection provider={provider} />
      <RulesSection provider={provider} />
      <DrawerSection title={t('groups')} count={format.number(provider.groups.length)}>
        <p className="pb-2 text-12 text-fg-3">{t('groupsHint')}</p>
        <SeenGroups groups={provider.groups} empty={t('noGroups')} />
      </DrawerSection>
    </>
  )
}

interface ShownRule extends RuleGrant {
  key: string
  when: string
}

function RulesSection({ provider }: { provider: Provider }) {
  const t = useTranslations('signIn')
  const rows: ShownRule[] = [
    ...(provider.defaultGrant ? [{ key: 'default', when: t('everybody'), ...provider.defaultGrant }] : []),
    ...provider.rules.map((rule, i) => ({
      key: String(i),
      when: `${rule.claim ?? t('group')} ${rule.match === 'EXACT' ? '=' : '~'} ${rule.value}`,
      permissionSet: rule.permissionSet,
      scope: rule.scope,
    })),
  ]
  const columns: Column<ShownRule>[] = [
    {
      id: 'when',
      head: t('who'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ when }) => (
        <span className="block truncate font-mono text-12" title={when}>
          {when}
        </span>
      ),
    },
    {
      id: 'set',
      head: t('set'),
      width: 110,
      cell: ({ permissionSet }) => <span className="font-medium">{permissionSet}</span>,
    },
    { id: 'scope', head: t('where'), width: 170, cell: ({ scope }) => <ScopeText scope={scope} /> },
  ]
  return (
    <DrawerSection title={t('rules')} count={String(rows.length)}>
      {rows.length === 0 ? (
        <p className="text-fg-3">{t('noRules')}</p>
      ) : (
        <PlainTable label={t('rules')} density={28} columns={columns} rows={rows} rowId={({ key }) => key} />
      )}
    </DrawerSection>
  )
}
