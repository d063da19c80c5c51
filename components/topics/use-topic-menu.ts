'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { createAlarmHref } from '#components/alarms/alarm-href.ts'
import { useFavouriteItem } from '#components/favourites/use-favourites.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { copyText } from '#components/ui/copy-text.ts'
import type { MenuItem } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import { updateTopicEndpoint } from '#lib/topics/api.ts'
import type { TopicItem } from '#lib/topics/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { topicKeys } from './queries.ts'
import type { OpenTopicDialog } from './topic-dialogs.tsx'
import { browseHref, createLikeHref, tailHref, topicHref } from './topic-href.ts'

interface TopicMenuOptions {
  clusterId: string
  onOpen: (dialog: OpenTopicDialog) => void
  /** On the topic's own page the way to it is left out. */
  isOnPage?: boolean
}

/** What can be done with a topic, in the list and on its page alike. */
export function useTopicMenu({
  clusterId,
  onOpen,
  isOnPage = false,
}: TopicMenuOptions): (topic: TopicItem) => MenuItem[] {
  const t = useTranslations('topics.menu')
  const tProblem = useTranslations('problem.title')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()

  const favouriteItem = useFavouriteItem(topicKeys.all(clusterId))

  const protect = useMutation({
    mutationFn: ({ topicName, isOn }: { topicName: string; isOn: boolean }) =>
      call(updateTopicEndpoint, { params: { clusterId, topicName }, body: { deletionProtection: isOn } }),
    onSuccess: (_, { topicName, isOn }) => {
      queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
      toast({
        title: t(isOn ? 'protectedNow' : 'unprotectedNow', { name: topicName }),
        action: { label: t('undo'), onClick: () => protect.mutate({ topicName, isOn: !isOn }) },
      })
    },
    onError: (error) =>
      toast({
        kind: 'failed',
        title: error instanceof ApiError ? tProblem(error.problem.code) : tProblem('NO_CONNECTION'),
        description: error.message,
      }),
  })

  return (topic) => {
    const { topicName, deletionProtection } = topic
    const object = onTopic(topicName)
    const isOwn = topic.kind === 'NORMAL'
    const mayUpdate = access.reason('topic:update', clusterId, object)
    const isUndeclared = topic.flags.includes('UNDECLARED')
    const items: MenuItem[] = [
      {
        label: t('browse'),
        icon: 'message',
        href: browseHref(clusterId, topicName),
        disabledReason: access.reason('message:read', clusterId, object),
      },
      {
        label: t('tail'),
        icon: 'play',
        href: tailHref(clusterId, topicName),
        disabledReason: access.reason('message:tail', clusterId, object),
      },
      {
        label: t('send'),
        icon: 'send',
        onSelect: () => onOpen({ kind: 'send', topicName }),
        disabledReason: access.reason('message:send', clusterId, object),
      },
      {
        label: t('copyName'),
        icon: 'copy',
        onSelect: () => void copyText(topicName),
      },
      {
        label: t('createAlarm'),
        icon: 'bell',
        href: createAlarmHref(clusterId, { metric: 'silentMs', object: { level: 'topic', topicName } }),
        disabledReason: access.reason('alarm:write', clusterId, object),
      },
      favouriteItem({ kind: 'topic', clusterId, name: topicName }),
      { separator: true },
      ...(isUndeclared
        ? [
            {
              label: t('adopt'),
              icon: 'check' as const,
              onSelect: () => onOpen({ kind: 'adopt', topicName }),
              disabledReason: mayUpdate,
            },
          ]
        : []),
      {
        label: t('edit'),
        icon: 'edit',
        onSelect: () => onOpen({ kind: 'edit', topicName }),
        disabledReason: mayUpdate ?? (isOwn ? undefined : t('notByPeople')),
      },
      {
        label: t('labels'),
        icon: 'note',
        onSelect: () => onOpen({ kind: 'labels', topicName }),
        disabledReason: mayUpdate ?? (isOwn ? undefined : t('notByPeople')),
      },
      {
        label: t('createLike'),
        icon: 'plus',
        href: createLikeHref(clusterId, topicName),
        disabledReason: access.reason('topic:create', clusterId, 'any') ?? (isOwn ? undefined : t('notByPeople')),
      },
      {
        label: deletionProtection ? t('unprotect') : t('protect'),
        icon: 'lock',
        onSelect: () => protect.mutate({ topicName, isOn: !deletionProtection }),
        disabledReason: mayUpdate ?? (isOwn ? undefined : t('notByPeople')),
      },
    ]
    if (isOwn) {
      items.push({
        label: t('shrink'),
        icon: 'minus',
        onSelect: () => onOpen({ kind: 'shrink', topicName }),
        disabledReason: mayUpdate,
      })
    }
    if (isOwn && !topic.isTypeDeclared) {
      items.push({
        label: t('declareType'),
        icon: 'note',
        onSelect: () => onOpen({ kind: 'declareType', topicName }),
        disabledReason: mayUpdate,
      })
    }
    items.push(
      { separator: true },
      {
        label: t('delete'),
        icon: 'trash',
        isDanger: true,
        onSelect: () => onOpen({ kind: 'delete', topicName }),
        disabledReason:
          access.reason('topic:delete', clusterId, object) ??
          (isOwn ? undefined : t('notByPeople')) ??
          (deletionProtection ? t('isProtected') : undefined),
      },
    )
    if (isOnPage) return items
    return [{ label: t('open'), icon: 'topics', href: topicHref(clusterId, topicName) }, ...items]
  }
}
