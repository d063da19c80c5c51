'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { changePasswordEndpoint } from '#lib/users/account-api.ts'
import { PasswordRules, passwordRules } from './password-rules.tsx'
import { accountKeys } from './queries.ts'

export function PasswordForm({ name }: { name: string }) {
  const t = useTranslations('users.password')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')

  const change = useMutation({
    mutationFn: () => call(changePasswordEndpoint, { body: { currentPassword, newPassword } }),
    onSuccess: () => {
      setCurrent('')
      setNew('')
      queryClient.invalidateQueries({ queryKey: accountKeys.sessions })
      queryClient.invalidateQueries({ queryKey: accountKeys.session })
      toast({ title: t('changed') })
    },
  })
  const errorOf = useFieldErrors(change.error)
  const rules = passwordRules(newPassword, name)
  const isComplete = currentPassword !== '' && rules.isLongEnough && rules.isNotName

  return (
    <form
      className="grid max-w-[720px] gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (isComplete) change.mutate()
      }}
    >
      {change.error && !errorOf('body.currentPassword') && !errorOf('body.newPassword') && (
        <ProblemStrip error={change.error} />
      )}
      {/* Password managers file the new password under this name. */}
      <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('current')}
          type="password"
          autoComplete="current-password"
          error={errorOf('body.currentPassword')}
          value={currentPassword}
          onValueChange={setCurrent}
        />
        <div>
          <TextField
            label={t('new')}
            type="password"
            autoComplete="new-password"
            error={errorOf('body.newPassword')}
            value={newPassword}
            onValueChange={setNew}
          />
          <PasswordRules password={newPassword} name={name} />
        </div>
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" isBusy={change.isPending} disabledReason={isComplete ? undefined : t('incomplete')}>
          {t('submit')}
        </Button>
        <span className="text-12 text-fg-3">{t('effect')}</span>
      </div>
    </form>
  )
}
