'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
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
import { safeReturn } from '#lib/safe-return.ts'
import { signInByHeaderEndpoint } from '#lib/sign-in/api.ts'
import { getAccountEndpoint } from '#lib/users/account-api.ts'
import { signInEndpoint } from '#lib/users/session-api.ts'
import { ProviderButtons, type SignInWay } from './provider-buttons.tsx'
import { ProviderTroubles } from './provider-troubles.tsx'
import { signInOptionsQuery } from './queries.ts'
import { useFailedWords } from './use-failed-words.ts'

/** A button per provider, and the form for a name and password: of a local account, or of the directory that was chosen. */
export function SignInPage() {
  const t = useTranslations('users.signIn')
  const format = useFormat()
  const { setPreferences } = usePreferences()
  const params = useSearchParams()
  const returnPath = safeReturn(params.get('return'))
  const options = useQuery(signInOptionsQuery())
  const providers = options.data?.providers ?? []
  const [chosen, setChosen] = useState<SignInWay | null>(null)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const failedWords = useFailedWords(providers)

  // With local sign-in off the first directory is what most people want; the local form stays for the break-glass account.
  const firstDirectory = providers.find(({ kind }) => kind === 'LDAP')
  const isLocalOff = options.data?.isLocalEnabled === false
  const way: SignInWay = chosen ?? (isLocalOff && firstDirectory ? firstDirectory.providerId : 'local')
  const directory = providers.find(({ providerId }) => providerId === way)
  const isFormShown = way !== 'local' || chosen === 'local' || !isLocalOff

  const signIn = useMutation({
    mutationFn: async (headerProvider?: string) => {
      if (headerProvider !== undefined) await call(signInByHeaderEndpoint, { params: { providerId: headerProvider } })
      else {
        const body = { name: name.trim(), password, ...(directory && { providerId: directory.providerId }) }
        await call(signInEndpoint, { body })
      }
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
  const said = (() => {
    if (problem?.code === 'UNAUTHENTICATED') return t('wrong')
    if (problem?.code === 'RATE_LIMITED') {
      return t('locked', { duration: format.duration(problem.retryAfterMs ?? 900_000) })
    }
    return problem ? failedWords(problem.reason ?? problem.code, way) : null
  })()
  const failed = params.get('failed')
  const from = params.get('provider') ?? ''
  const cameBack = failed === null ? null : (failedWords(failed, from) ?? failedWords('OTHER', from))

  return (
    <form
      className="grid gap-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!signIn.isPending && name && password) signIn.mutate(undefined)
      }}
    >
      <AuthTitle title={t('title')}>{t('purpose')}</AuthTitle>
      {params.get('ended') && !signIn.error && (
        <Strip tone="unknown" icon="clock">
          {t('ended')}
        </Strip>
      )}
      {said ? (
        <Strip tone="critical" role="alert">
          {said}
        </Strip>
      ) : signIn.error ? (
        <ProblemStrip error={signIn.error} />
      ) : (
        cameBack && (
          <Strip tone="critical" role="alert">
            {cameBack}
          </Strip>
        )
      )}
      <ProviderTroubles providers={providers} />
      <ProviderButtons
        providers={providers}
        returnPath={returnPath}
        way={way}
        isLocalOff={isLocalOff}
        isFormShown={isFormShown}
        onChoose={(next) => {
          setChosen(next)
          signIn.reset()
        }}
        onHeader={(providerId) => signIn.mutate(providerId)}
      />
      {isFormShown && (
        <>
          {isLocalOff && way === 'local' && <Strip tone="warning">{t('breakGlassOnly')}</Strip>}
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
            label={directory ? t('passwordOf', { name: directory.name }) : t('password')}
            name="password"
            type="password"
            autoComplete="current-password"
            size="l"
            value={password}
            onValueChange={setPassword}
          />
          <Button
            type="submit"
            variant={providers.length > 0 && way === 'local' ? 'outline' : 'primary'}
            size="l"
            isBusy={signIn.isPending}
            disabledReason={name && password ? undefined : t('needsBoth')}
          >
            {t('submit')}
          </Button>
          <p className="text-12 text-fg-3">{t('hint')}</p>
        </>
      )}
    </form>
  )
}
