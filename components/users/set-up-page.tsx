'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AuthTitle } from '#components/layout/auth-title.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { basePath } from '#lib/base-path.ts'
import { setUpEndpoint } from '#lib/users/session-api.ts'
import { PasswordRules, passwordRules } from './password-rules.tsx'
import { languageOptions, timeZoneOptions } from './preference-options.ts'

export function SetUpPage() {
  const t = useTranslations('users.setUp')
  const { language, timeZone, setPreferences } = usePreferences()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [zone, setZone] = useState(timeZone)

  const setUp = useMutation({
    mutationFn: () =>
      call(setUpEndpoint, {
        body: {
          code: code.trim().toLowerCase(),
          name: name.trim(),
          email: email.trim(),
          password,
          language,
          timeZone: zone,
        },
      }),
    onSuccess: () => {
      setPreferences({ timeZone: zone })
      window.location.assign(`${basePath}/clusters`)
    },
  })
  const errorOf = useFieldErrors(setUp.error)
  const isWrongCode = setUp.error instanceof ApiError && setUp.error.problem.code === 'FORBIDDEN'
  const rules = passwordRules(password, name)
  const isComplete = code && name && email && rules.isLongEnough && rules.isNotName

  return (
    <form
      className="grid gap-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (isComplete && !setUp.isPending) setUp.mutate()
      }}
    >
      <AuthTitle title={t('title')}>{t('purpose')}</AuthTitle>
      {setUp.error && !isWrongCode && !errorOf('body.code') && <ProblemStrip error={setUp.error} />}
      <TextField
        label={t('code')}
        hint={t('codeHint')}
        error={isWrongCode ? t('wrongCode') : errorOf('body.code')}
        size="l"
        isMono
        autoFocus
        placeholder="xxxxx-xxxxx-xxxxx-xxxxx"
        autoComplete="one-time-code"
        value={code}
        onValueChange={setCode}
      />
      <CodeBlock>{t('logLine')}</CodeBlock>
      <hr className="border-line-2 border-t" />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t('name')}
          error={errorOf('body.name')}
          size="l"
          autoComplete="username"
          value={name}
          onValueChange={setName}
        />
        <TextField
          label={t('email')}
          error={errorOf('body.email')}
          size="l"
          type="email"
          autoComplete="email"
          value={email}
          onValueChange={setEmail}
        />
      </div>
      <div>
        <TextField
          label={t('password')}
          error={errorOf('body.password')}
          size="l"
          type="password"
          autoComplete="new-password"
          value={password}
          onValueChange={setPassword}
        />
        <PasswordRules password={password} name={name} />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={t('language')}
          size="l"
          options={languageOptions}
          value={language}
          onValueChange={(value) => setPreferences({ language: value })}
        />
        <Combobox
          label={t('timeZone')}
          size="l"
          options={timeZoneOptions()}
          value={zone}
          onValueChange={(value) => setZone(value ?? timeZone)}
        />
      </div>
      <Button
        type="submit"
        variant="primary"
        size="l"
        isBusy={setUp.isPending}
        disabledReason={isComplete ? undefined : t('incomplete')}
      >
        {t('submit')}
      </Button>
      <p className="text-12 text-fg-3">{t('next')}</p>
    </form>
  )
}
