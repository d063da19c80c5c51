'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { useToast } from '#components/ui/toast.tsx'
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
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const provider = providerId === null ? undefined : query.data
  const lacks = access.reason('sign-in:manage') ?? (query.data?.isFromFile ? tSets('changeTheFile') : undefined)
  return (
    <>
      <Drawer
        open={providerId !== null}
        onClose={onClose}
        title={provider?.name ?? t('provider')}
        {...(provider && { subtitle: <ProviderStatePill provider={provider} /> })}
        {...(provider && {
          headEnd: (
            <>
              <Button size="s" icon="edit" disabledReason={lacks} onClick={() => setDoing('edit')}>
                {t('edit')}
              </Button>
              <Button size="s" icon="trash" disabledReason={lacks} onClick={() => setDoing('delete')}>
                {t('delete')}
              </Button>
            </>
          ),
        })}
        storageKey="provider"
      >
        <QueryView query={query}>{(data) => <ProviderSections key={data.providerId} provider={data} />}</QueryView>
      </Drawer>
      {provider && doing === 'edit' && (
        <ProviderFormDialog provider={provider} onClose={() => setDoing(null)} onSaved={() => setDoing(null)} />
      )}
      {provider && doing === 'delete' && (
        <DeleteProviderDialog
          provider={provider}
          onClose={() => setDoing(null)}
          onDeleted={() => {
            setDoing(null)
            onClose()
          }}
        />
      )}
    </>
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

interface DeleteProviderDialogProps {
  provider: Provider
  onClose: () => void
  onDeleted: () => void
}

function DeleteProviderDialog({ provider, onClose, onDeleted }: DeleteProviderDialogProps) {
  const t = useTranslations('signIn')
  const toast = useToast()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(deleteProviderEndpoint, { params: { providerId: provider.providerId } }),
    onSuccess: () => {
      onDeleted()
      void queryClient.invalidateQueries({ queryKey: [...signInKeys.all, 'providers'] })
      toast({ title: t('providerDeleted', { name: provider.name }) })
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('deleteProvider')}
      preview={<p>{t('deleteProviderText', { name: provider.name, count: provider.users })}</p>}
      command={null}
      confirmName={provider.providerId}
      applyLabel={t('deleteOne')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}
