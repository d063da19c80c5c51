'use client'

import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import type { SignInOptions } from '#lib/sign-in/schema.ts'

/** Why a provider lately let nobody in. Whoever is signed in stays so. */
export function ProviderTroubles({ providers }: { providers: SignInOptions['providers'] }) {
  const t = useTranslations('users.signIn')
  return providers.map(
    ({ providerId, name, trouble }) =>
      trouble !== null && (
        <Strip key={providerId} tone="warning" role="status">
          {t(`trouble.${trouble}`, { name })}
        </Strip>
      ),
  )
}
