'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { markDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import type { DeadLetter } from '#lib/dead-letters/schema.ts'
import { deadLetterKeys } from './queries.ts'

/** Marks dead letters as handled, and offers to take it back. */
export function useMarkLetters(clusterId: string, groupName: string) {
  const t = useTranslations('deadLetters')
  const toast = useToast()
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: ({ originIds, isHandled }: { originIds: string[]; isHandled: boolean }) =>
      call(markDeadLettersEndpoint, { params: { clusterId, groupName }, body: { originIds, handled: isHandled } }),
    onSuccess: ({ marked }, { originIds, isHandled }) => {
      void queryClient.invalidateQueries({ queryKey: deadLetterKeys.all(clusterId) })
      toast({
        title: isHandled ? t('markedHandled', { count: marked }) : t('unmarked', { count: marked }),
        ...(isHandled && {
          action: { label: t('undo'), onClick: () => mutation.mutate({ originIds, isHandled: false }) },
        }),
      })
    },
    onError: (error) => toast({ kind: 'failed', title: t('markHandled'), description: error.message }),
  })
  return {
    isPending: mutation.isPending,
    handle: (letters: readonly DeadLetter[], isHandled: boolean) =>
      mutation.mutate({ originIds: letters.map(({ originId }) => originId), isHandled }),
  }
}
