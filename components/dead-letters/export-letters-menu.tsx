'use client'

import { useTimeZone, useTranslations } from 'next-intl'
import type { ReactElement } from 'react'
import { useAccess } from '#components/layout/use-access.ts'
import { Menu } from '#components/ui/menu.tsx'
import { urlOf } from '#lib/api/call.ts'
import { exportDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { type DeskState, toDeskQuery } from './desk-state.ts'

interface ExportLettersMenuProps {
  clusterId: string
  groupName: string
  /** Single ones, or all of the filter. */
  of: { messageIds: string[] } | { desk: DeskState }
  trigger: ReactElement<Record<string, unknown>>
}

/** Saves dead letters as a file, with their bodies for whom may read these. */
export function ExportLettersMenu({ clusterId, groupName, of, trigger }: ExportLettersMenuProps) {
  const t = useTranslations('deadLetters')
  const timeZone = useTimeZone() ?? 'UTC'
  const access = useAccess()
  const reason = access.reason('message:export', clusterId, onGroup(groupName))
  const body = access.can('message:read-body', clusterId, onGroup(groupName)) ? ('text' as const) : ('none' as const)
  const save = (format: 'csv' | 'ndjson') => {
    const query = 'desk' in of ? filterOf(of.desk, timeZone) : { messageIds: of.messageIds }
    // An answer that is a file leaves the page where it is.
    window.location.assign(
      urlOf(exportDeadLettersEndpoint, {
        params: { clusterId, groupName },
        query: { ...query, body, format, timeZone },
      }),
    )
  }
  return (
    <Menu
      align="end"
      trigger={trigger}
      items={(['csv', 'ndjson'] as const).map((format) => ({
        label: t(`export.${format}`),
        hint: body === 'text' ? t('export.withBodies') : t('export.withoutBodies'),
        disabledReason: reason,
        onSelect: () => save(format),
      }))}
    />
  )
}

function filterOf(desk: DeskState, timeZone: string) {
  const asked = toDeskQuery(desk, { now: new Date(), timeZone })
  if ('problem' in asked) return {}
  const { topic: _, order: __, ...filter } = asked.query
  return filter
}
