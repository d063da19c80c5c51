'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '#lib/api/call.ts'
import type { Preferences } from '#lib/preferences.ts'
import { updateAccountEndpoint } from '#lib/users/account-api.ts'
import type { Account } from '#lib/users/account-schema.ts'
import { usePreferences } from './preferences-provider.tsx'

export const accountKey = ['account'] as const

type Kept = Pick<Account, 'language' | 'theme' | 'timeZone' | 'timeFormat' | 'density' | 'refreshMs'>

const keptOf = ({ language, theme, timeZone, timeFormat, density, refreshMs }: Account): Kept => ({
  language,
  theme,
  timeZone,
  timeFormat,
  density,
  refreshMs,
})

/** Takes over what the account keeps, when a browser sees it for the first time or another one has changed it. */
export function useAccountPreferences(account: Account): void {
  const { setPreferences } = usePreferences()
  // The cookie of this tab may be ahead of the page that the server sent: only a new revision counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the account
  useEffect(() => setPreferences(keptOf(account)), [account.revision, setPreferences])
}

/** A preference changed in the frame: at once here, then in the account. */
export function useSavePreferences(): (patch: Partial<Preferences>) => void {
  const { setPreferences } = usePreferences()
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (body: Partial<Kept>) => call(updateAccountEndpoint, { body }),
    onSuccess: (account) => client.setQueryData(accountKey, account),
  })
  return (patch) => {
    setPreferences(patch)
    const { isShortcutsOn: _here, isNavCollapsed: _too, ...kept } = patch
    if (Object.keys(kept).length > 0) mutate(kept)
  }
}
