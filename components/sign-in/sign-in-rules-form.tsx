'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { usersQuery } from '#components/users/queries.ts'
import { call } from '#lib/api/call.ts'
import { updateSignInSettingsEndpoint } from '#lib/sign-in/api.ts'
import type { SignInSettings } from '#lib/users/session-schema.ts'
import { signInKeys } from './queries.ts'

/** What holds for every sign-in, whichever way somebody comes. */
export function SignInRulesForm({ settings }: { settings: SignInSettings }) {
  const t = useTranslations('signIn')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const [idleMinutes, setIdle] = useState<number | null>(settings.sessionIdleMinutes)
  const [maxHours, setMax] = useState<number | null>(settings.sessionMaxHours)
  const [allowedCidrs, setCidrs] = useState(settings.allowedCidrs)
  const [isLocalEnabled, setLocal] = useState(settings.isLocalEnabled)
  const [breakGlassUserId, setBreakGlass] = useState(settings.breakGlassUserId)
  const candidates = useQuery({
    ...usersQuery({ source: 'local', permissionSet: 'admin', status: 'active', pageSize: 200 }),
    enabled: access.can('user:manage'),
  })
  const save = useMutation({
    mutationFn: () =>
      call(updateSignInSettingsEndpoint, {
        body: {
          sessionIdleMinutes: idleMinutes ?? settings.sessionIdleMinutes,
          sessionMaxHours: maxHours ?? settings.sessionMaxHours,
          allowedCidrs,
          isLocalEnabled,
          breakGlassUserId,
        },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(signInSettingsKey, saved)
      toast({ title: t('rulesSaved') })
    },
  })
  const errorOf = useFieldErrors(save.error)
  return (
    <form
      className="grid max-w-[720px] gap-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!save.isPending) save.mutate()
      }}
    >
      {save.error && <ProblemStrip error={save.error} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          label={t('idle')}
          hint={t('idleHint')}
          unit={t('minutes')}
          min={5}
          error={errorOf('body.sessionIdleMinutes')}
          value={idleMinutes}
          onValueChange={setIdle}
        />
        <NumberField
          label={t('maxAge')}
          hint={t('maxAgeHint')}
          unit={t('hours')}
          min={1}
          max={720}
          error={errorOf('body.sessionMaxHours')}
          value={maxHours}
          onValueChange={setMax}
        />
      </div>
      <ChipsField
        label={t('allowedCidrs')}
        hint={t('allowedCidrsHint')}
        isMono
        placeholder="10.0.0.0/8"
        error={errorOf('body.allowedCidrs')}
        values={allowedCidrs}
        onValuesChange={setCidrs}
      />
      <Switch
        label={t('localEnabled')}
        hint={t('localEnabledHint')}
        checked={isLocalEnabled}
        onCheckedChange={setLocal}
      />
      {!isLocalEnabled && (
        <Select
          label={t('breakGlass')}
          hint={t('breakGlassHint')}
          error={errorOf('body.breakGlassUserId')}
          options={(candidates.data?.items ?? []).map(({ userId, name }) => ({ value: userId, label: name }))}
          value={breakGlassUserId}
          onValueChange={setBreakGlass}
        />
      )}
      <div>
        <Button
          type="submit"
          variant="primary"
          isBusy={save.isPending}
          disabledReason={access.reason('sign-in:manage')}
        >
          {t('saveRules')}
        </Button>
      </div>
    </form>
  )
}

const signInSettingsKey = [...signInKeys.all, 'settings']
