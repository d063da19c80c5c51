'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useSession } from '#components/layout/session-provider.tsx'
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
import type { Scope } from '#lib/users/schema.ts'
import { isWholeScope } from '#lib/users/scope-match.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { createTokenEndpoint } from '#lib/users/token-api.ts'
import type { NewToken } from '#lib/users/token-schema.ts'
import { type ScopeDraft, scopeDraftOf, toScope } from './grant-draft.ts'
import { accountKeys, permissionSetsQuery } from './queries.ts'
import { ScopeFields } from './scope-fields.tsx'

const lives = ['7', '30', '90', '365'] as const
const dayMs = 86_400_000

interface CreateTokenDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The token is shown once, in the result; closing the dialog forgets it. */
export function CreateTokenDialog({ open, onOpenChange }: CreateTokenDialogProps) {
  const t = useTranslations('users.tokens')
  const tGrants = useTranslations('users.grants')
  const format = useFormat()
  const queryClient = useQueryClient()
  const sets = useQuery({ ...permissionSetsQuery(), enabled: open })
  const { permissions } = useSession()
  const [name, setName] = useState('')
  const [permissionSet, setPermissionSet] = useState<NewToken['permissionSet']>('viewer')
  const [life, setLife] = useState<(typeof lives)[number]>('90')
  const [allowedCidrs, setAllowedCidrs] = useState<string[]>([])
  // What the owner holds is where one begins: wider than that it cannot be.
  const [scope, setScope] = useState<ScopeDraft>(() => scopeDraftOf(widest(permissions)))
  const [isService, setService] = useState(false)
  const access = useAccess()

  const body = toScope(scope)

  const create = useMutation({
    mutationFn: (given: Scope) =>
      call(createTokenEndpoint, {
        body: {
          name: name.trim(),
          permissionSet,
          scope: given,
          allowedCidrs,
          isService,
          expiresAt: new Date(Date.now() + Number(life) * dayMs),
        },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.tokens }),
  })
  const errorOf = useFieldErrors(create.error)
  const lacks = name.trim() === '' ? t('needsName') : 'problem' in body ? tGrants(`problem.${body.problem}`) : undefined
  const close = (isOpen: boolean) => {
    onOpenChange(isOpen)
    if (isOpen) return
    create.reset()
    setName('')
    setAllowedCidrs([])
    setService(false)
    setScope(scopeDraftOf(widest(permissions)))
  }

  return (
    <FormDialog
      open={open}
      onOpenChange={close}
      title={t('createTitle')}
      submitLabel={t('create')}
      onSubmit={() => 'scope' in body && create.mutate(body.scope)}
      isSubmitting={create.isPending}
      submitDisabledReason={lacks}
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
        <ScopeFields draft={scope} onChange={(patch) => setScope((present) => ({ ...present, ...patch }))} />
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

/** All clusters where that is held, else the first scope that is. */
function widest(permissions: SessionShape['permissions']): Scope {
  const scopes = permissions.map(({ scope }) => scope)
  const whole = scopes.filter(isWholeScope)
  return whole.find(({ clusters }) => clusters === 'all') ?? whole[0] ?? scopes[0] ?? { clusters: 'all' }
}
