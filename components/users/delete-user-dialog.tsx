'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { deleteUserEndpoint } from '#lib/users/user-api.ts'
import type { User } from '#lib/users/user-schema.ts'
import { userKeys } from './queries.ts'

interface DeleteUserDialogProps {
  user: User
  onClose: () => void
  onDeleted: () => void
}

export function DeleteUserDialog({ user, onClose, onDeleted }: DeleteUserDialogProps) {
  const t = useTranslations('users.manage')
  const toast = useToast()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(deleteUserEndpoint, { params: { userId: user.userId } }),
    onSuccess: () => {
      onDeleted()
      queryClient.invalidateQueries({ queryKey: [...userKeys.all, 'list'] })
      toast({ title: t('deleted', { name: user.name }) })
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('deleteTitle')}
      preview={
        <p>
          {t('deletePreview', {
            name: user.name,
            grants: user.grants.length,
            sessions: user.sessions,
            tokens: user.tokens,
          })}
        </p>
      }
      command={null}
      confirmName={user.name}
      applyLabel={t('deleteOne')}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}
