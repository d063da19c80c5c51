'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { updateAccountEndpoint } from '#lib/users/account-api.ts'
import type { Account } from '#lib/users/account-schema.ts'
import { languageOptions, timeZoneOptions } from './preference-options.ts'
import { accountKeys } from './queries.ts'

const followBrowser = 'browser'

export function PreferencesForm({ account }: { account: Account }) {
  const t = useTranslations('users.account')
  const toast = useToast()
  const queryClient = useQueryClient()
  const { setPreferences } = usePreferences()
  const [draft, setDraft] = useState(account)
  const change = (patch: Partial<Account>) => setDraft((before) => ({ ...before, ...patch }))

  const save = useMutation({
    mutationFn: () => {
      const { userId: _userId, name: _name, ...body } = draft
      return call(updateAccountEndpoint, { body })
    },
    onSuccess: (saved) => {
      const { language, theme, timeZone, timeFormat, density, refreshMs } = saved
      setPreferences({ language, theme, timeZone, timeFormat, density, refreshMs })
      queryClient.setQueryData(accountKeys.account, saved)
      toast({ title: t('saved') })
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(account)

  return (
    <form
      className="grid max-w-[720px] gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (isChanged) save.mutate()
      }}
    >
      {save.error && <ProblemStrip error={save.error} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('displayName')}
          error={errorOf('body.displayName')}
          value={draft.displayName}
          onValueChange={(displayName) => change({ displayName })}
        />
        <TextField
          label={t('email')}
          type="email"
          error={errorOf('body.email')}
          value={draft.email}
          onValueChange={(email) => change({ email })}
        />
        <Select
          label={t('language')}
          options={languageOptions}
          value={draft.language}
          onValueChange={(language) => change({ language })}
        />
        <Select
          label={t('theme')}
          options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`themes.${value}`) }))}
          value={draft.theme}
          onValueChange={(theme) => change({ theme })}
        />
        <Combobox
          label={t('timeZone')}
          error={errorOf('body.timeZone')}
          options={[{ value: followBrowser, label: t('browserZone') }, ...timeZoneOptions()]}
          value={draft.timeZone ?? followBrowser}
          onValueChange={(zone) => change({ timeZone: zone === followBrowser ? null : zone })}
        />
        <Select
          label={t('timeFormat')}
          options={(['absolute', 'relative'] as const).map((value) => ({ value, label: t(`timeFormats.${value}`) }))}
          value={draft.timeFormat}
          onValueChange={(timeFormat) => change({ timeFormat })}
        />
        <Select
          label={t('density')}
          options={(['28', '32', '40'] as const).map((value) => ({ value, label: t(`densities.${value}`) }))}
          value={String(draft.density) as '28' | '32' | '40'}
          onValueChange={(value) => change({ density: Number(value) as Account['density'] })}
        />
        <Select
          label={t('refresh')}
          options={(['0', '5000', '15000', '60000'] as const).map((value) => ({
            value,
            label: t(`refreshes.${value}`),
          }))}
          value={String(draft.refreshMs) as '0' | '5000' | '15000' | '60000'}
          onValueChange={(value) => change({ refreshMs: Number(value) as Account['refreshMs'] })}
        />
      </div>
      <div>
        <Button type="submit" isBusy={save.isPending} disabledReason={isChanged ? undefined : t('unchanged')}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}
