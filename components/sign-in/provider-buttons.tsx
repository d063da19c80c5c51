'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { startSignInEndpoint } from '#lib/sign-in/api.ts'
import type { SignInOptions } from '#lib/sign-in/schema.ts'
import { useFailedWords } from './use-failed-words.ts'

/** `local`, or the id of a directory: whose names and passwords the form takes. */
export type SignInWay = string

interface ProviderButtonsProps {
  providers: SignInOptions['providers']
  returnPath: string
  way: SignInWay
  isLocalOff: boolean
  isFormShown: boolean
  onChoose: (way: SignInWay) => void
  onHeader: (providerId: string) => void
}

/** One button per provider, and one back to the local form. */
export function ProviderButtons({
  providers,
  returnPath,
  way,
  isLocalOff,
  isFormShown,
  onChoose,
  onHeader,
}: ProviderButtonsProps) {
  const t = useTranslations('users.signIn')
  const failedWords = useFailedWords(providers)
  const start = useMutation({
    mutationFn: (providerId: string) =>
      call(startSignInEndpoint, { params: { providerId }, body: { returnPath } }).then(({ url }) => url),
    onSuccess: (url) => window.location.assign(url),
  })
  if (providers.length === 0) return null
  const problem = start.error instanceof ApiError ? start.error.problem : null
  const said = problem && failedWords(problem.reason ?? problem.code, start.variables ?? '')
  const others = providers.filter(({ providerId }) => providerId !== way)
  return (
    <div className="grid gap-2">
      {start.error &&
        (said ? (
          <Strip tone="critical" role="alert">
            {said}
          </Strip>
        ) : (
          <ProblemStrip error={start.error} />
        ))}
      {others.map(({ providerId, name, kind, person }) => (
        <Button
          key={providerId}
          size="l"
          icon="key"
          variant={kind === 'LDAP' ? 'outline' : 'primary'}
          isBusy={start.isPending && start.variables === providerId}
          onClick={() => {
            if (kind === 'OIDC') start.mutate(providerId)
            else if (kind === 'HEADER') onHeader(providerId)
            else onChoose(providerId)
          }}
        >
          {person === null ? t('continueWith', { name }) : t('continueAs', { name, person })}
        </Button>
      ))}
      {(way !== 'local' || !isFormShown) && (
        <Button size="l" icon={isLocalOff ? 'lock' : 'user'} onClick={() => onChoose('local')}>
          {isLocalOff ? t('breakGlass') : t('local')}
        </Button>
      )}
      {isFormShown && (
        <p className="flex items-center gap-3 text-12 text-fg-3 before:h-px before:flex-1 before:bg-line-2 after:h-px after:flex-1 after:bg-line-2">
          {way === 'local' ? t('orLocal') : t('orDirectory')}
        </p>
      )}
    </div>
  )
}
