'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { providersQuery } from '#components/sign-in/queries.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { UserName } from '#lib/users/schema.ts'
import { createUserEndpoint, updateUserEndpoint } from '#lib/users/user-api.ts'
import type { NewUser, User, UserPatch } from '#lib/users/user-schema.ts'
import { emptyGrant, type GrantDraft, toGrantBody } from './grant-draft.ts'
import { GrantFields } from './grant-fields.tsx'
import { PasswordRules, passwordRules } from './password-rules.tsx'
import { userKeys } from './queries.ts'
import { useGrantContext } from './use-grant-context.ts'

interface UserFormDialogProps {
  /** null: a new one. */
  user: User | null
  onClose: () => void
  onSaved: (user: User) => void
}

/** A new user with a first grant, or the facts of one that is there. The name never changes: the audit refers to it. */
export function UserFormDialog({ user, onClose, onSaved }: UserFormDialogProps) {
  const t = useTranslations('users.manage')
  const tGrants = useTranslations('users.grants')
  const toast = useToast()
  const queryClient = useQueryClient()
  const context = useGrantContext()
  const [name, setName] = useState(user?.name ?? '')
  const [displayName, setDisplayName] = useState(user?.displayName ?? '')
  const [email, setEmail] = useState(user?.email ?? '')
  const [password, setPassword] = useState('')
  const [entry, setEntry] = useState('password')
  const [allowedCidrs, setCidrs] = useState(user?.allowedCidrs ?? [])
  const [mustChange, setMustChange] = useState(user?.needsPasswordChange ?? true)
  const [withGrant, setWithGrant] = useState(user === null)
  const [draft, setDraft] = useState<GrantDraft>(() => emptyGrant(null))
  const grant = toGrantBody(draft, { ...context, now: new Date() })
  const rules = passwordRules(password, name)
  const access = useAccess()
  const providers = useQuery({
    ...providersQuery({ pageSize: 200 }),
    enabled: user === null && access.can('sign-in:manage'),
  })

  const facts = { email: email.trim(), ...(displayName.trim() && { displayName: displayName.trim() }) }
  const save = useMutation({
    mutationFn: () => {
      if (user) {
        const body: UserPatch = { ...facts, allowedCidrs, needsPasswordChange: mustChange, revision: user.revision }
        return call(updateUserEndpoint, { params: { userId: user.userId }, body })
      }
      const grants = withGrant && 'grant' in grant ? [grant.grant] : []
      const body: NewUser = {
        name,
        ...facts,
        allowedCidrs,
        ...(entry === 'password' ? { password } : entry !== 'invite' && { source: entry }),
        needsPasswordChange: mustChange,
        grants,
      }
      return call(createUserEndpoint, { body })
    },
    onSuccess: (saved) => {
      queryClient.invalidateQueries({ queryKey: userKeys.all })
      toast({ title: user ? t('saved', { name: saved.name }) : t('created', { name: saved.name }) })
      onSaved(saved)
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const lacks = (() => {
    if (!UserName.safeParse(name).success) return t('needs.name')
    if (email.trim() === '') return t('needs.email')
    if (user) return undefined
    if (entry === 'password' && (!rules.isLongEnough || !rules.isNotName)) return t('needs.password')
    return withGrant && 'problem' in grant ? tGrants(`problem.${grant.problem}`) : undefined
  })()

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={user ? t('editTitle', { name: user.name }) : t('createTitle')}
      submitLabel={user ? t('save') : t('create')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      submitDisabledReason={lacks}
      problem={save.error && <ProblemStrip error={save.error} />}
      hasUnsavedInput={user === null && name !== ''}
    >
      <div className="grid gap-3">
        {user === null && (
          <TextField
            label={t('name')}
            hint={t('nameHint')}
            isRequired
            autoFocus
            maxLength={63}
            autoComplete="off"
            error={errorOf('body.name')}
            value={name}
            onValueChange={setName}
          />
        )}
        <TextField
          label={t('displayName')}
          maxLength={128}
          error={errorOf('body.displayName')}
          value={displayName}
          onValueChange={setDisplayName}
        />
        <TextField
          label={t('email')}
          type="email"
          isRequired
          autoComplete="off"
          error={errorOf('body.email')}
          value={email}
          onValueChange={setEmail}
        />
        {user === null && (
          <Select
            label={t('comesBy')}
            error={errorOf('body.source')}
            value={entry}
            onValueChange={setEntry}
            options={[
              { value: 'invite', label: t('byInvitation'), hint: t('byInvitationHint') },
              { value: 'password', label: t('byPassword') },
              ...(providers.data?.items ?? []).map((provider) => ({
                value: provider.providerId,
                label: provider.name,
              })),
            ]}
          />
        )}
        {user === null && entry === 'password' && (
          <div>
            <TextField
              label={t('password')}
              type="password"
              isRequired
              autoComplete="new-password"
              error={errorOf('body.password')}
              value={password}
              onValueChange={setPassword}
            />
            <PasswordRules password={password} name={name} />
          </div>
        )}
        {(user ? user.source === 'local' : entry === 'password') && (
          <Checkbox label={t('mustChange')} checked={mustChange} onCheckedChange={setMustChange} />
        )}
        <ChipsField
          label={t('allowedCidrs')}
          hint={t('allowedCidrsHint')}
          isMono
          placeholder="10.0.0.0/8"
          error={errorOf('body.allowedCidrs')}
          values={allowedCidrs}
          onValuesChange={setCidrs}
        />
        {user === null && (
          <>
            <Checkbox label={t('withGrant')} checked={withGrant} onCheckedChange={setWithGrant} />
            {withGrant && (
              <GrantFields
                draft={draft}
                onChange={setDraft}
                {...('problem' in grant && { problem: grant.problem })}
                endError={errorOf('body.grants.0.endsAt')}
              />
            )}
          </>
        )}
      </div>
    </FormDialog>
  )
}
