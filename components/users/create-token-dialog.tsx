'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { createTokenEndpoint } from '#lib/users/api.ts'
import type { NewToken } from '#lib/users/schema.ts'
import { accountKeys, permissionSetsQuery, sessionQuery } from './queries.ts'

const lives = ['7', '30', '90', '365'] as const
const dayMs = 86_400_000

interface CreateTokenDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The token is shown once, in the result; closing the dialog forgets it. */
export function CreateTokenDialog({ open, onOpenChange }: CreateTokenDialogProps) {
  const t = useTranslations('users.tokens')
  const format = useFormat()
  const queryClient = useQueryClient()
  const sets = useQuery({ ...permissionSetsQuery(), enabled: open })
  const session = useQuery({ ...sessionQuery(), enabled: open })
  const [name, setName] = useState('')
  const [permissionSet, setPermissionSet] = useState<NewToken['permissionSet']>('viewer')
  const [life, setLife] = useState<(typeof lives)[number]>('90')
  const [allowedCidrs, setAllowedCidrs] = useState<string[]>([])
  const [scopeKey, setScopeKey] = useState('all')
  const [isService, setService] = useState(false)
  const access = useAccess()

  // Never wider than the owner's: the scopes on offer are those of the owner's own grants.
  const scopes = session.data?.permissions.map((grant) => grant.scope) ?? []
  const clusterIds = [
    ...new Set(scopes.flatMap(({ clusters }) => (clusters === 'all' ? [] : (clusters.clusterIds ?? [])))),
  ]
  const isForAll = scopes.some(({ clusters }) => clusters === 'all')
  const scopeOptions = [
    ...(isForAll ? [{ value: 'all', label: t('allClusters') }] : []),
    ...clusterIds.map((id) => ({ value: id, label: id })),
  ]
  const chosenScope = scopeOptions.some((option) => option.value === scopeKey)
    ? scopeKey
    : (scopeOptions[0]?.value ?? null)

  const create = useMutation({
    mutationFn: () =>
      call(createTokenEndpoint, {
        body: {
          name: name.trim(),
          permissionSet,
          scope: { clusters: chosenScope === 'all' || chosenScope === null ? 'all' : { clusterIds: [chosenScope] } },
          allowedCidrs,
          isService,
          expiresAt: new Date(Date.now() + Number(life) * dayMs),
        },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.tokens }),
  })
  const errorOf = useFieldErrors(create.error)
  const close = (isOpen: boolean) => {
    onOpenChange(isOpen)
    if (isOpen) return
    create.reset()
    setName('')
    setAllowedCidrs([])
    setService(false)
  }

  return (
    <FormDialog
      open={open}
      onOpenChange={close}
      title={t('createTitle')}
      submitLabel={t('create')}
      onSubmit={() => create.mutate()}
      isSubmitting={create.isPending}
      submitDisabledReason={name.trim() === '' ? t('needsName') : undefined}
      problem={create.error && <ProblemStrip error={create.error} />}
      hasUnsavedInput={name !== ''}
      result={
        create.data && (
          <div className="grid gap-3">
            <Strip tone="warning">{t('shownOnce')}</Strip>
            <CodeBlock copy={create.data.token} wrap>
              {create.data.token}
            </CodeBlock>
            <p className="text-12 text-fg-3">{t('usage')}</p>
            <CodeBlock
              wrap
            >{`curl -H "Authorization: Bearer ${create.data.prefix}…" ${globalThis.location?.origin ?? ''}/api/v1/clusters`}</CodeBlock>
          </div>
        )
      }
    >
      <div className="grid gap-3">
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          isRequired
          autoFocus
          maxLength={64}
          error={errorOf('body.name')}
          value={name}
          onValueChange={setName}
        />
        <Select
          label={t('permissionSet')}
          hint={t('permissionSetHint')}
          error={errorOf('body.permissionSet')}
          options={(sets.data?.items ?? []).map((set) => ({
            value: set.name as NewToken['permissionSet'],
            label: set.name,
            hint: t('permissionCount', { count: set.permissions.length }),
          }))}
          value={permissionSet}
          onValueChange={setPermissionSet}
        />
        <Select
          label={t('scope')}
          error={errorOf('body.scope')}
          options={scopeOptions}
          value={chosenScope}
          onValueChange={setScopeKey}
        />
        <Select
          label={t('life')}
          hint={t('endsAt', { instant: format.date(new Date(Date.now() + Number(life) * dayMs)) })}
          error={errorOf('body.expiresAt')}
          options={lives.map((days) => ({ value: days, label: t('days', { count: Number(days) }) }))}
          value={life}
          onValueChange={setLife}
        />
        {access.can('token:manage') && (
          <Switch label={t('isService')} hint={t('isServiceHint')} checked={isService} onCheckedChange={setService} />
        )}
        <ChipsField
          label={t('allowedCidrs')}
          hint={t('allowedCidrsHint')}
          isMono
          placeholder="10.0.0.0/8"
          error={errorOf('body.allowedCidrs')}
          values={allowedCidrs}
          onValuesChange={setAllowedCidrs}
        />
      </div>
    </FormDialog>
  )
}
