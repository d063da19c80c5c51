'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { testProviderEndpoint } from '#lib/sign-in/api.ts'
import type { Provider } from '#lib/sign-in/schema.ts'
import { signInKeys, trialQuery } from './queries.ts'
import { TrialOutcome } from './trial-outcome.tsx'

/** Signs in on trial: nobody is created, and whoever tries stays signed in as themselves. */
export function TrialSection({ provider }: { provider: Provider }) {
  const t = useTranslations('signIn')
  const access = useAccess()
  const queryClient = useQueryClient()
  const [testId, setTestId] = useQueryState('test', parseAsString)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { providerId, kind } = provider
  const returned = useQuery({ ...trialQuery(providerId, testId ?? ''), enabled: testId !== null })
  const test = useMutation({
    mutationFn: () =>
      call(testProviderEndpoint, { params: { providerId }, body: kind === 'LDAP' ? { name, password } : {} }),
    onSuccess: ({ url }) => {
      setPassword('')
      // It comes back to this page, with the result in its address.
      if (url !== null) window.location.assign(url)
      else {
        void setTestId(null)
        void queryClient.invalidateQueries({ queryKey: signInKeys.all })
      }
    },
  })
  const errorOf = useFieldErrors(test.error)
  const result = test.data?.result ?? returned.data?.result
  const needsPerson = kind === 'LDAP' && (name === '' || password === '')
  return (
    <DrawerSection title={t('test')}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!needsPerson && !test.isPending) test.mutate()
        }}
      >
        <p className="text-12 text-fg-3">{t(`testHint.${kind}`)}</p>
        {kind === 'LDAP' && (
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label={t('testName')}
              autoComplete="off"
              error={errorOf('body.name')}
              value={name}
              onValueChange={setName}
            />
            <TextField
              label={t('testPassword')}
              type="password"
              autoComplete="off"
              value={password}
              onValueChange={setPassword}
            />
          </div>
        )}
        <div>
          <Button
            type="submit"
            size="s"
            icon="play"
            isBusy={test.isPending}
            disabledReason={access.reason('sign-in:manage') ?? (needsPerson ? t('testNeeds') : undefined)}
          >
            {t('testNow')}
          </Button>
        </div>
      </form>
      {test.error && <ProblemStrip error={test.error} />}
      {testId !== null && returned.error && !test.data && <ProblemStrip error={returned.error} />}
      {result && <TrialOutcome result={result} />}
    </DrawerSection>
  )
}
