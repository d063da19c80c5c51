'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { AuthTitle } from '#components/layout/auth-title.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { PasswordRules, passwordRules } from '#components/users/password-rules.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { openPasswordLinkEndpoint, setPasswordByLinkEndpoint } from '#lib/sign-in/api.ts'

/** Where a one-time link leads: its secret stands behind the `#`, which no server is sent. */
export function SetPasswordPage() {
  const t = useTranslations('signIn.link')
  const [token, setToken] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const open = useMutation({
    mutationFn: (given: string) => call(openPasswordLinkEndpoint, { body: { token: given } }),
  })
  const save = useMutation({
    mutationFn: () => call(setPasswordByLinkEndpoint, { body: { token: token ?? '', password } }),
  })
  const { mutate } = open
  useEffect(() => {
    const given = window.location.hash.slice(1)
    setToken(given)
    mutate(given === '' ? 'none' : given)
  }, [mutate])
  const errorOf = useFieldErrors(save.error)
  const link = open.data
  const rules = passwordRules(password, link?.name ?? '')
  const isFit = rules.isLongEnough && rules.isNotName
  const isGone = (error: unknown) => error instanceof ApiError && error.problem.code === 'NOT_FOUND'
  if (save.isSuccess) {
    return (
      <div className="grid gap-3.5">
        <AuthTitle title={t('doneTitle')}>{t('done')}</AuthTitle>
        <Button variant="primary" size="l" href="/sign-in">
          {t('goOn')}
        </Button>
      </div>
    )
  }
  if (isGone(open.error) || isGone(save.error)) {
    return (
      <div className="grid gap-3.5">
        <AuthTitle title={t('goneTitle')}>{t('gone')}</AuthTitle>
        <Button size="l" href="/sign-in">
          {t('goOn')}
        </Button>
      </div>
    )
  }
  return (
    <form
      className="grid gap-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (isFit && link && !save.isPending) save.mutate()
      }}
    >
      <AuthTitle title={t('title')}>{link ? t(`for.${link.kind}`, { name: link.name }) : t('reading')}</AuthTitle>
      {open.error && <ProblemStrip error={open.error} />}
      {save.error && !errorOf('body.password') && <ProblemStrip error={save.error} />}
      {link && (
        <>
          <Strip tone="info">
            {t('until')} <Instant at={link.expiresAt} withMs={false} />
          </Strip>
          {/* Password managers file the new password under this name. */}
          <input type="text" name="username" autoComplete="username" value={link.name} readOnly hidden />
          <div>
            <TextField
              label={t('password')}
              type="password"
              autoComplete="new-password"
              size="l"
              autoFocus
              error={errorOf('body.password')}
              value={password}
              onValueChange={setPassword}
            />
            <PasswordRules password={password} name={link.name} />
          </div>
          <Button
            type="submit"
            variant="primary"
            size="l"
            isBusy={save.isPending}
            disabledReason={isFit ? undefined : t('needsPassword')}
          >
            {t('submit')}
          </Button>
        </>
      )}
    </form>
  )
}
