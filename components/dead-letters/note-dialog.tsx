'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { call } from '#lib/api/call.ts'
import { markDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import { type DeadLetter, deadLetterLimits } from '#lib/dead-letters/schema.ts'
import { deadLetterKeys } from './queries.ts'

interface NoteDialogProps {
  clusterId: string
  groupName: string
  letters: readonly DeadLetter[]
  onClose: () => void
}

/** A note on one or more dead letters; empty takes it away. */
export function NoteDialog({ clusterId, groupName, letters, onClose }: NoteDialogProps) {
  const t = useTranslations('deadLetters')
  const queryClient = useQueryClient()
  const [before] = letters
  const initial = letters.length === 1 ? (before?.note ?? '') : ''
  const [note, setNote] = useState(initial)
  const save = useMutation({
    mutationFn: () =>
      call(markDeadLettersEndpoint, {
        params: { clusterId, groupName },
        body: { originIds: letters.map(({ originId }) => originId), note: note.trim() || null },
      }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: deadLetterKeys.all(clusterId) })
      onClose()
    },
  })
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('noteOn', { count: letters.length })}
      note={t('noteKept')}
      submitLabel={t('save')}
      onSubmit={() => save.mutate()}
      isSubmitting={save.isPending}
      hasUnsavedInput={note !== initial}
      problem={save.error && <ProblemStrip error={save.error} />}
    >
      <TextArea
        label={t('note')}
        value={note}
        onValueChange={setNote}
        maxLength={deadLetterLimits.noteCharacters}
        rows={4}
      />
    </FormDialog>
  )
}
