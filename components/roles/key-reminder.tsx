'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { Button } from '#components/ui/button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { setRoleSettingsEndpoint } from '#lib/roles/api.ts'
import { roleKeys } from './queries.ts'
import { useRoleAccess } from './use-role-access.ts'

/** After how many days a secret is called old. @param days null = never */
export function KeyReminder({ clusterId, days }: { clusterId: string; days: number | null }) {
  const t = useTranslations('roles.brokers')
  const toast = useToast()
  const queryClient = useQueryClient()
  const may = useRoleAccess(clusterId)
  const [edited, setEdited] = useState<{ days: number | null } | null>(null)
  const value = edited ? edited.days : days
  const save = useMutation({
    mutationFn: (keyMaxAgeDays: number | null) =>
      call(setRoleSettingsEndpoint, { params: { clusterId }, body: { keyMaxAgeDays } }),
    onSuccess: () => {
      setEdited(null)
      void queryClient.invalidateQueries({ queryKey: roleKeys.all(clusterId) })
      toast({ title: t('reminderSaved') })
    },
  })
  const errorOf = useFieldErrors(save.error)
  return (
    <Section title={t('reminder')}>
      <form
        className="flex flex-wrap items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!may.write && value !== days) save.mutate(value)
        }}
      >
        <div className="w-[320px] max-w-full">
          <NumberField
            label={t('reminderLabel')}
            hint={t('reminderHint')}
            unit={t('daysUnit')}
            min={1}
            max={3650}
            value={value}
            onValueChange={(next) => setEdited({ days: next })}
            disabledReason={may.write}
            error={errorOf('body.keyMaxAgeDays')}
          />
        </div>
        <Button
          type="submit"
          className="mt-5"
          isBusy={save.isPending}
          disabledReason={may.write ?? (value === days ? t('reminderUnchanged') : undefined)}
        >
          {t('reminderSave')}
        </Button>
      </form>
      {save.error && <ProblemStrip error={save.error} />}
    </Section>
  )
}
