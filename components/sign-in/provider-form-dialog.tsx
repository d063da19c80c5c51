'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createProviderEndpoint, updateProviderEndpoint } from '#lib/sign-in/api.ts'
import {
  type Provider,
  type ProviderConfig,
  ProviderId,
  ProviderKind,
  type ProviderRule,
  type RuleGrant,
  secretOfKind,
} from '#lib/sign-in/schema.ts'
import { initialConfig, lacksField, type ProviderField, providerFields } from './provider-fields.ts'
import { ProviderInput } from './provider-input.tsx'
import { signInKeys } from './queries.ts'
import { RuleGrantFields } from './rule-grant-fields.tsx'
import { RulesField } from './rules-field.tsx'

interface ProviderFormDialogProps {
  /** null: a new one. */
  provider: Provider | null
  onClose: () => void
  onSaved: (provider: Provider) => void
}

/** A provider: where it is, what it says under which name, and what its groups may do here. Kind and id stay. */
export function ProviderFormDialog({ provider, onClose, onSaved }: ProviderFormDialogProps) {
  const t = useTranslations('signIn')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [kind, setKind] = useState<ProviderKind>(provider?.kind ?? 'OIDC')
  const [providerId, setProviderId] = useState(provider?.providerId ?? '')
  const [name, setName] = useState(provider?.name ?? '')
  const [isEnabled, setEnabled] = useState(provider?.isEnabled ?? false)
  const [createsUsers, setCreatesUsers] = useState(provider?.createsUsers ?? false)
  const [config, setConfig] = useState<Record<string, unknown>>({ ...(provider?.config ?? initialConfig.OIDC) })
  const [secret, setSecret] = useState('')
  const [defaultGrant, setDefaultGrant] = useState<RuleGrant | null>(provider?.defaultGrant ?? null)
  const [rules, setRules] = useState<ProviderRule[]>(provider?.rules ?? [])
  const secretName = secretOfKind[kind]

  const save = useMutation({
    mutationFn: () => {
      const fields = {
        name: name.trim(),
        isEnabled,
        createsUsers,
        config: { ...config, kind } as ProviderConfig, // checked by the endpoint's schema on both sides
        defaultGrant,
        rules,
        secrets: secretName !== null && secret !== '' ? { [secretName]: secret } : {},
      }
      return provider
        ? call(updateProviderEndpoint, {
            params: { providerId: provider.providerId },
            body: { ...fields, revision: provider.revision },
          })
        : call(createProviderEndpoint, { body: { ...fields, providerId } })
    },
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: signInKeys.all })
      toast({ title: t('providerSaved', { name: saved.name }) })
      onSaved(saved)
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const lacks = (() => {
    if (!provider && !ProviderId.safeParse(providerId).success) return t('needs.id')
    if (name.trim() === '') return t('needs.name')
    if (lacksField(kind, config)) return t('needs.fields')
    return rules.some(({ value }) => value === '') ? t('needs.ruleValue') : undefined
  })()
  const field = (spec: ProviderField) => (
    <ProviderInput
      key={`${kind} ${spec.name}`}
      field={spec}
      value={config[spec.name]}
      onChange={(value) => setConfig((before) => ({ ...before, [spec.name]: value }))}
      error={errorOf(`body.config.${spec.name}`)}
    />
  )
  const kept = secretName === null ? undefined : provider?.secretsKept[secretName]
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={provider ? t('editProvider', { name: provider.name }) : t('addProvider')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={lacks}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={provider === null && name !== ''}
      note={t('secretsNote')}
    >
      <div className="grid gap-3">
        {provider === null && (
          <>
            <Select
              label={t('kind')}
              value={kind}
              onValueChange={(next) => {
                setKind(next)
                setConfig({ ...initialConfig[next] })
                setSecret('')
                save.reset()
              }}
              options={ProviderKind.options.map((value) => ({
                value,
                label: t(`kinds.${value}`),
                hint: t(`kindHints.${value}`),
              }))}
            />
            <TextField
              label={t('id')}
              hint={t('idHint')}
              isRequired
              isMono
              maxLength={32}
              autoComplete="off"
              error={errorOf('body.providerId')}
              value={providerId}
              onValueChange={setProviderId}
            />
          </>
        )}
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          isRequired
          maxLength={60}
          error={errorOf('body.name')}
          value={name}
          onValueChange={setName}
        />
        {providerFields[kind].filter(({ isMore }) => !isMore).map(field)}
        {secretName !== null && (
          <TextField
            label={t(`field.${secretName}`)}
            type="password"
            autoComplete="new-password"
            hint={kept && (kept.lastFour ? t('keptHint', { end: kept.lastFour }) : t('keptHintPlain'))}
            error={errorOf(`body.secrets.${secretName}`)}
            value={secret}
            onValueChange={setSecret}
          />
        )}
        {providerFields[kind].some(({ isMore }) => isMore) && (
          <Disclosure label={t('more')}>
            <div className="grid gap-3">{providerFields[kind].filter(({ isMore }) => isMore).map(field)}</div>
          </Disclosure>
        )}
        <RulesField rules={rules} onChange={setRules} errorOf={errorOf} />
        <div className="grid gap-3">
          <Checkbox
            label={t('withDefault')}
            checked={defaultGrant !== null}
            onCheckedChange={(isOn) =>
              setDefaultGrant(isOn ? { permissionSet: 'viewer', scope: { clusters: 'all' } } : null)
            }
          />
          {defaultGrant && <RuleGrantFields value={defaultGrant} onChange={setDefaultGrant} />}
        </div>
        <Switch
          label={t('createsUsers')}
          hint={t('createsUsersHint')}
          checked={createsUsers}
          onCheckedChange={setCreatesUsers}
        />
        <Switch label={t('enabled')} hint={t('enabledHint')} checked={isEnabled} onCheckedChange={setEnabled} />
      </div>
    </FormDialog>
  )
}
