'use client'

import { useTranslations } from 'next-intl'
import { usePaletteSource } from '#components/layout/palette-provider.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { call } from '#lib/api/call.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import { topicHref } from './topic-href.ts'

const SHOWN = 8

/** Topics of the open cluster in the palette. An empty query finds none: thousands of topics have no natural first ones. */
export function TopicPaletteSource({ clusterId }: { clusterId: string }) {
  const t = useTranslations('topics')
  const access = useAccess()
  usePaletteSource({
    id: 'topics',
    heading: t('title'),
    search: async (query, signal) => {
      if (query === '' || !access.can('topic:read', clusterId)) return []
      const { items } = await call(
        listTopicsEndpoint,
        { params: { clusterId }, query: { q: query, pageSize: SHOWN, sort: 'topicName' } },
        { signal },
      )
      return items.map(({ topicName, type, isTypeDeclared }) => ({
        id: topicName,
        label: topicName,
        detail: isTypeDeclared ? type : t('typeNotDeclared'),
        icon: 'topics' as const,
        href: topicHref(clusterId, topicName),
      }))
    },
  })
  return null
}
