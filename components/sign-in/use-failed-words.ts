'use client'

import { useTranslations } from 'next-intl'
import type { SignInOptions } from '#lib/sign-in/schema.ts'

/** Why a sign-in did not work, in words; null for what the problem itself says better. */
export function useFailedWords(
  providers: SignInOptions['providers'],
): (reason: string, providerId: string) => string | null {
  const t = useTranslations('users.signIn')
  return (reason, providerId) => {
    const name = providers.find((each) => each.providerId === providerId)?.name ?? t('theProvider')
    const trouble = `trouble.${reason}` as 'trouble.TLS' // `has` decides
    if (t.has(trouble)) return t(trouble, { name })
    const failed = `failed.${reason}` as 'failed.DENIED' // `has` decides
    return t.has(failed) ? t(failed, { name }) : null
  }
}
