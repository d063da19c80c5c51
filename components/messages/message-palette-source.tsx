'use client'

import { useTranslations } from 'next-intl'
import { usePaletteSource } from '#components/layout/palette-provider.tsx'
import { looksLikeMessageId } from '#components/layout/palette-query.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { messageHref } from './message-href.ts'

/** Offers to open the message whose id was pasted into the palette; its page finds out whether there is one. */
export function MessagePaletteSource({ clusterId }: { clusterId: string }) {
  const t = useTranslations('layout')
  const access = useAccess()
  usePaletteSource({
    id: 'message',
    heading: t('nav.messages'),
    search: (query) => {
      if (!looksLikeMessageId(query) || !access.can('message:read', clusterId)) return []
      return [
        {
          id: query,
          label: t('palette.openMessage'),
          detail: query,
          icon: 'message',
          href: messageHref({ clusterId, messageId: query, topic: null }),
        },
      ]
    },
  })
  return null
}
