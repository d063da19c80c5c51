'use client'

import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AuthTitle } from '#components/layout/auth-title.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { basePath } from '#lib/base-path.ts'
import { getAccountEndpoint, signInEndpoint } from '#lib/users/api.ts'
import { safeReturn } from './safe-return.ts'

export function SignInPage() {
  const t = useTranslations('users.signIn')
  const format = useFormat()
  const { setPreferences } = usePreferences()
  const params = useSearchParams()
  const returnPath = safeReturn(params.get('return'))
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')

  const signIn = useMutation({
    mutationFn: async () => {
      await call(signInEndpoint, { body: { name: name.trim(), password } })
      return call(getAccountEndpoint, {})
    },
    onSuccess: (account) => {
      // The account's own choices win over what this browser had before.
      const { language, theme, timeZone, timeFormat, density, refreshMs } = account
      setPreferences({ language, theme, timeZone, timeFormat, density, refreshMs })
      // A full load: nothing that was kept in memory for somebody else survives.
      window.location.assign(basePath + returnPath)
    },
    onError: () => setPassword(''),
  })

  const problem = signIn.error instanceof ApiError ? signIn.error.problem : null
  const wrong = problem?.code === 'UNAUTHENTICATED' ? t('wrong') : null
  const locked =
    problem?.code === 'RATE_LIMITED'
      ? t('locked', { duration: format.duration(problem.retryAfterMs ?? 900_000) })
      : null

  return (
    <form
      className="grid gap-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!signIn.isPending && name && password) signIn.mutate()
      }}
    >
      <AuthTitle title={t('title')}>{t('purpose')}</AuthTitle>
      {params.get('ended') && !signIn.error && (
        <Strip tone="unknown" icon="clock">
          {t('ended')}
        </Strip>
      )}
      {(wrong ?? locked) ? (
        <Strip tone="critical" role="alert">
          {wrong ?? locked}
        </Strip>
      ) : (
        signIn.error && <ProblemStrip error={signIn.error} />
      )}
      <TextField
        label={t('name')}
        name="username"
        autoComplete="username"
        size="l"
        autoFocus
        value={name}
        onValueChange={setName}
      />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        size="l"
        value={password}
        onValueChange={setPassword}
      />
      <Button
        type="submit"
        variant="primary"
        size="l"
        isBusy={signIn.isPending}
        disabledReason={name && password ? undefined : t('needsBoth')}
      >
        {t('submit')}
      </Button>
      <p className="text-12 text-fg-3">{t('hint')}</p>
    </form>
  )
}
