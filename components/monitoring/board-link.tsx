'use client'

import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { onGroup, onNamespace, onTopic } from '#lib/users/scope-match.ts'
import { boardHref } from './board-href.ts'
import type { BoardScope } from './boards.ts'
import { useRememberedRange } from './remembered-range.ts'

interface BoardLinkProps {
  clusterId: string
  scope: BoardScope
  /** Of the object; of a cluster its name for people. */
  name: string
  /** The group of a client. */
  groupName?: string
}

/** From a row to its board, with the range that was looked at last. */
export function BoardLink({ clusterId, scope, name, groupName }: BoardLinkProps) {
  const t = useTranslations('monitoring')
  const access = useAccess()
  const range = useRememberedRange()
  const object = { scope, ...(scope !== 'cluster' && { name }), ...(groupName !== undefined && { groupName }) }
  const on = { topic: onTopic, group: onGroup, namespace: onNamespace }
  const scopedObject =
    scope in on ? on[scope as keyof typeof on](name) : groupName === undefined ? 'all' : onGroup(groupName) // asked on the line itself
  return (
    <IconButton
      icon="monitoring"
      size="s"
      label={t('openBoardOf', { name })}
      href={boardHref(clusterId, object, range ?? undefined)}
      disabledReason={access.reason('monitoring:read', clusterId, scopedObject)}
    />
  )
}
