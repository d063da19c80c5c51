'use client'

import { useTranslations } from 'next-intl'
import { usePaletteSource } from '#components/layout/palette-provider.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { call } from '#lib/api/call.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'
import { groupHref } from './group-href.ts'
import { groupTone } from './group-state-pill.tsx'

const SHOWN = 8

/** Groups of the open cluster in the palette, the worst first. An empty query finds none. */
export function GroupPaletteSource({ clusterId }: { clusterId: string }) {
  const t = useTranslations('groups')
  const access = useAccess()
  usePaletteSource({
    id: 'groups',
    heading: t('title'),
    search: async (query, signal) => {
      if (query === '' || !access.can('group:read', clusterId)) return []
      const { items } = await call(
        listGroupsEndpoint,
        { params: { clusterId }, query: { q: query, pageSize: SHOWN } },
        { signal },
      )
      return items.map((group) => {
        const state = groupTone(group)
        return {
          id: group.groupName,
          label: group.groupName,
          detail: t(`states.${group.state}`),
          icon: 'groups' as const,
          href: groupHref(clusterId, group.groupName),
          ...(state !== 'ok' && { state }),
        }
      })
    },
  })
  return null
}
