'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createGrantEndpoint, updateGrantEndpoint } from '#lib/users/grant-api.ts'
import type { Grant, NewGrant } from '#lib/users/grant-schema.ts'
import { emptyGrant, type GrantDraft, toGrantBody } from './grant-draft.ts'
import { GrantFields } from './grant-fields.tsx'
import { permissionSetsKey, userKeys } from './queries.ts'
import { useGrantContext } from './use-grant-context.ts'

export type GrantSubject = NewGrant['subject'] & { name: string }

interface GrantDialogProps {
  subject: GrantSubject
  /** null: a new one. */
  grant: Grant | null
  onClose: () => void
}

/** Permission set × scope × end. */
export function GrantDialog({ subject, grant, onClose }: GrantDialogProps) {
  const t = useTranslations('users.grants')
  const toast = useToast()
  const queryClient = useQueryClient()
  const context = useGrantContext()
  const [draft, setDraft] = useState<GrantDraft>(() => emptyGrant(grant))
  const body = toGrantBody(draft, { ...context, now: new Date() })
  const save = useMutation({
    mutationFn: (given: Omit<NewGrant, 'subject'>) =>
      grant
        ? call(updateGrantEndpoint, {
            params: { grantId: grant.grantId },
            body: { ...given, endsAt: given.endsAt ?? null },
          })
        : call(createGrantEndpoint, {
            body: {
              subject: 'userId' in subject ? { userId: subject.userId } : { providerGroup: subject.providerGroup },
              ...given,
            },
          }),
    onSuccess: ({ permissionSet }) => {
      queryClient.invalidateQueries({ queryKey: userKeys.all })
      queryClient.invalidateQueries({ queryKey: permissionSetsKey })
      toast({ title: t('saved', { set: permissionSet, name: subject.name }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={grant ? t('changeTitle', { name: subject.name }) : t('addTitle', { name: subject.name })}
      submitLabel={grant ? t('change') : t('add')}
      onSubmit={() => 'grant' in body && save.mutate(body.grant)}
      isSubmitting={save.isPending}
      submitDisabledReason={'problem' in body ? t(`problem.${body.problem}`) : undefined}
      problem={save.error && <ProblemStrip error={save.error} />}
    >
      <GrantFields
        draft={draft}
        onChange={setDraft}
        {...('problem' in body && { problem: body.problem })}
        endError={errorOf('body.endsAt')}
      />
    </FormDialog>
  )
}
