'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { createAlarmHref } from '#components/alarms/alarm-href.ts'
import { useFavouriteItem } from '#components/favourites/use-favourites.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useResetReason } from '#components/offsets/use-reset-reason.ts'
import { copyText } from '#components/ui/copy-text.ts'
import type { MenuItem } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { updateGroupEndpoint } from '#lib/groups/api.ts'
import type { GroupItem } from '#lib/groups/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { GroupAction } from './group-dialogs.tsx'
import { createLikeGroupHref, groupHref, resetHref } from './group-href.ts'
import { groupKeys } from './queries.ts'

interface GroupMenuOptions {
  clusterId: string
  /** Opens a dialog. */
  onAction: (action: GroupAction) => void
  /** On the group's own page the way to it, and what has a button there, are left out. */
  isOnPage?: boolean
}

/** What can be done with a group, in the list and on its page alike. */
export function useGroupMenu({
  clusterId,
  onAction,
  isOnPage = false,
}: GroupMenuOptions): (group: GroupItem) => MenuItem[] {
  const t = useTranslations('groups.menu')
  const tProblem = useTranslations('problem.title')
  const access = useAccess()
  const resetReasonOf = useResetReason(clusterId)
  const toast = useToast()
  const queryClient = useQueryClient()

  const favouriteItem = useFavouriteItem(groupKeys.all(clusterId))

  const protect = useMutation({
    mutationFn: ({ groupName, isOn }: { groupName: string; isOn: boolean }) =>
      call(updateGroupEndpoint, { params: { clusterId, groupName }, body: { deletionProtection: isOn } }),
    onSuccess: (_, { groupName, isOn }) => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.all(clusterId) })
      toast({
        title: t(isOn ? 'protectedNow' : 'unprotectedNow', { name: groupName }),
        action: { label: t('undo'), onClick: () => protect.mutate({ groupName, isOn: !isOn }) },
      })
    },
    onError: (error) =>
      toast({
        kind: 'failed',
        title: error instanceof ApiError ? tProblem(error.problem.code) : tProblem('NO_CONNECTION'),
        description: error.message,
      }),
  })

  return (group) => {
    const { groupName, deletionProtection, isSystem, consumeEnable } = group
    const object = onGroup(groupName)
    const isOwn = isSystem ? t('notByPeople') : undefined
    const hasNoConfig = consumeEnable === null ? t('noConfig') : undefined
    const mayUpdate = access.reason('group:update', clusterId, object) ?? isOwn
    const isOff = consumeEnable === false
    const items: MenuItem[] = [
      { label: t('copyName'), icon: 'copy', onSelect: () => void copyText(groupName) },
      {
        label: t('createAlarm'),
        icon: 'bell',
        href: createAlarmHref(clusterId, { metric: 'lagTimeMs', object: { level: 'group', groupName } }),
        disabledReason: access.reason('alarm:write', clusterId, object),
      },
      favouriteItem({ kind: 'group', clusterId, name: groupName }),
      { separator: true },
      {
        label: t(group.flags.includes('UNDECLARED') ? 'adopt' : 'edit'),
        icon: 'edit',
        onSelect: () => onAction({ kind: 'edit', groupName }),
        disabledReason: mayUpdate,
      },
      {
        label: t('labels'),
        icon: 'note',
        onSelect: () => onAction({ kind: 'labels', groupName }),
        disabledReason: mayUpdate,
      },
      {
        label: t('createLike'),
        icon: 'plus',
        href: createLikeGroupHref(clusterId, groupName),
        disabledReason: access.reason('group:create', clusterId, 'any') ?? isOwn ?? hasNoConfig,
      },
      {
        label: t(isOff ? 'switchOn' : 'switchOff'),
        icon: isOff ? 'play' : 'pause',
        onSelect: () => onAction({ kind: 'consume', groupName, enabled: isOff }),
        disabledReason: access.reason('group:consume-switch', clusterId, object) ?? isOwn ?? hasNoConfig,
      },
      {
        label: t(deletionProtection ? 'unprotect' : 'protect'),
        icon: 'lock',
        onSelect: () => protect.mutate({ groupName, isOn: !deletionProtection }),
        disabledReason: mayUpdate,
      },
      { separator: true },
      {
        label: t('delete'),
        icon: 'trash',
        onSelect: () => onAction({ kind: 'delete', groupName }),
        disabledReason:
          access.reason('group:delete', clusterId, object) ??
          isOwn ??
          (deletionProtection ? t('isProtected') : undefined),
      },
    ]
    if (isOnPage) return items
    return [
      { label: t('open'), icon: 'groups', href: groupHref(clusterId, groupName) },
      {
        label: t('resetOffsets'),
        icon: 'replay',
        href: resetHref(clusterId, groupName),
        disabledReason: resetReasonOf(group),
      },
      { label: t('diagnose'), icon: 'search', href: groupHref(clusterId, groupName, 'diagnosis') },
      ...items,
    ]
  }
}
