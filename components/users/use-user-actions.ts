'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { startSimulationEndpoint } from '#lib/users/session-api.ts'
import { endUserSessionsEndpoint, unlockUserEndpoint, updateUserEndpoint } from '#lib/users/user-api.ts'
import type { User } from '#lib/users/user-schema.ts'
import { userKeys } from './queries.ts'

/** What is done with a user by one click. The server says what it refuses: the last administrator, more rights than one's own. */
export function useUserActions() {
  const t = useTranslations('users.manage')
  const toast = useToast()
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: userKeys.all })
  const setStatus = useMutation({
    mutationFn: ({ userId, status }: { userId: string; status: 'active' | 'disabled' }) =>
      call(updateUserEndpoint, { params: { userId }, body: { status } }),
    onSuccess: (user, { status }) => {
      refresh()
      if (status === 'active') toast({ title: t('enabled', { name: user.name }) })
      else
        toast({
          title: t('disabled', { name: user.name }),
          action: { label: t('undo'), onClick: () => setStatus.mutate({ userId: user.userId, status: 'active' }) },
        })
    },
  })
  const unlock = useMutation({
    mutationFn: ({ userId }: User) => call(unlockUserEndpoint, { params: { userId } }),
    onSuccess: (user) => {
      refresh()
      toast({ title: t('unlocked', { name: user.name }) })
    },
  })
  const endSessions = useMutation({
    mutationFn: ({ userId }: User) => call(endUserSessionsEndpoint, { params: { userId } }),
    onSuccess: (_, { name }) => {
      refresh()
      toast({ title: t('sessionsEnded', { name }) })
    },
  })
  const simulate = useMutation({
    mutationFn: ({ userId }: User) => call(startSimulationEndpoint, { body: { userId } }),
    // From here on everything is as the other one sees it.
    onSuccess: () => window.location.reload(),
  })
  const error = setStatus.error ?? unlock.error ?? endSessions.error ?? simulate.error
  return { setStatus, unlock, endSessions, simulate, error }
}
