'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { acknowledgeAlarmsEndpoint } from '#lib/alarms/api.ts'
import { call } from '#lib/api/call.ts'
import { alarmKeys } from './queries.ts'
import type { OneAlarm } from './use-alarm-writes.ts'

const lengths = ['resolved', '1', '4', '8', '24'] as const

/** Acknowledging with a note, and for how long: repeats begin again then. */
export function AcknowledgeDialog({ alarms, onClose }: { alarms: readonly OneAlarm[]; onClose: () => void }) {
  const t = useTranslations('alarms.acknowledgeDialog')
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [length, setLength] = useState<(typeof lengths)[number]>('resolved')
  const save = useMutation({
    mutationFn: () =>
      call(acknowledgeAlarmsEndpoint, {
        body: {
          instanceIds: alarms.map(({ instanceId }) => instanceId),
          note: note.trim() || null,
          until: length === 'resolved' ? null : new Date(Date.now() + Number(length) * 3_600_000),
        },
      }),
    onSuccess: ({ failed }) => failed.length === 0 && onClose(),
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  const errorOf = useFieldErrors(save.error)
  const failed = save.data?.failed ?? []
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { count: alarms.length })}
      submitLabel={t('submit', { count: alarms.length })}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      problem={
        save.error ? (
          <ProblemStrip error={save.error} />
        ) : (
          failed.length > 0 && (
            <p role="alert" className="text-critical">
              {failed.map(({ error }) => error.detail).join(' ')}
            </p>
          )
        )
      }
      note={t('footnote')}
    >
      <div className="grid gap-3">
        <Select
          label={t('until')}
          value={length}
          onValueChange={setLength}
          options={lengths.map((value) => ({ value, label: t(`lengths.${value}`) }))}
        />
        <TextArea
          label={t('note')}
          error={errorOf('body.note')}
          value={note}
          onValueChange={setNote}
          maxLength={1000}
        />
      </div>
    </FormDialog>
  )
}
