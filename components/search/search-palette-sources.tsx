'use client'

import { useParams, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { type PaletteItem, usePaletteSource } from '#components/layout/palette-provider.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusterId } from '#components/layout/use-cluster.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { KEY_RANGE } from '#components/messages/key-range.ts'
import { call } from '#lib/api/call.ts'
import { searchEndpoint } from '#lib/search/api.ts'
import type { NotSearched, SearchHit, SearchKind } from '#lib/search/schema.ts'
import { hitItem } from './hit-item.ts'

interface Found {
  items: SearchHit[]
  notSearched: NotSearched[]
}

const kinds: SearchKind[] = ['topic', 'group', 'client', 'namespace', 'role', 'user', 'message']
/** Clusters in which a key is offered to be looked for, where none is open. */
const KEY_CLUSTERS = 4
/** Shorter ones are somebody who begins to type a name. */
const KEY_LENGTH = 4

/** What names find, in every cluster that the person may see: one question per pause of typing, one group of results per kind. */
export function SearchPaletteSources() {
  const t = useTranslations('layout')
  const tTopics = useTranslations('topics')
  const tGroups = useTranslations('groups')
  const access = useAccess()
  const clusters = useClusters()
  const clusterId = useClusterId()
  const { topicName } = useParams<{ topicName?: string }>()
  const topicParam = useSearchParams().get('topic')
  const topic = topicName === undefined ? topicParam : decodeURIComponent(topicName)

  // All sources of one search get the same signal.
  const asked = useRef(new WeakMap<AbortSignal, Promise<Found>>())
  function ask(q: string, signal: AbortSignal): Promise<Found> {
    if (q === '') return Promise.resolve({ items: [], notSearched: [] })
    const known = asked.current.get(signal)
    if (known) return known
    const query = { q: q.slice(0, 255), kinds, ...(clusterId !== null && { clusterId }) }
    const answer = call(searchEndpoint, { query }, { signal })
    asked.current.set(signal, answer)
    return answer
  }
  const find = async (
    kind: SearchKind,
    q: string,
    signal: AbortSignal,
    toItem: (hit: SearchHit) => PaletteItem,
  ): Promise<PaletteItem[]> => (await ask(q, signal)).items.filter((hit) => hit.kind === kind).map(toItem)
  const where = ({ cluster }: SearchHit) => (cluster?.clusterId === clusterId ? undefined : cluster?.name)

  usePaletteSource({
    id: 'topics',
    heading: t('nav.topics'),
    search: (q, signal) =>
      find('topic', q, signal, (hit) =>
        hitItem(hit, hit.name, [hit.topicType ?? tTopics('typeNotDeclared'), where(hit)]),
      ),
  })
  usePaletteSource({
    id: 'groups',
    heading: t('nav.groups'),
    search: (q, signal) =>
      find('group', q, signal, (hit) =>
        hitItem(hit, hit.name, [hit.groupState && tGroups(`states.${hit.groupState}`), where(hit)]),
      ),
  })
  usePaletteSource({
    id: 'clients',
    heading: t('nav.clients'),
    search: (q, signal) => find('client', q, signal, (hit) => hitItem(hit, hit.name, [hit.groupName, where(hit)])),
  })
  usePaletteSource({
    id: 'namespaces',
    heading: t('nav.namespaces'),
    search: (q, signal) => find('namespace', q, signal, (hit) => hitItem(hit, hit.name, [where(hit)])),
  })
  usePaletteSource({
    id: 'roles',
    heading: t('nav.roles'),
    search: (q, signal) => find('role', q, signal, (hit) => hitItem(hit, hit.name, [where(hit)])),
  })
  usePaletteSource({
    id: 'users',
    heading: t('nav.users'),
    search: (q, signal) =>
      find('user', q, signal, (hit) => hitItem(hit, hit.name, [hit.displayName === hit.name ? null : hit.displayName])),
  })
  usePaletteSource({
    id: 'messages',
    heading: t('nav.messages'),
    search: async (q, signal) => {
      const byId = await find('message', q, signal, (hit) =>
        hitItem(hit, t('palette.openMessage'), [hit.name, where(hit)]),
      )
      return [...byId, ...byKey(q)]
    },
  })
  usePaletteSource({
    id: 'not-searched',
    heading: t('palette.notSearched'),
    search: async (q, signal) =>
      (await ask(q, signal)).notSearched.map((cluster) => ({
        id: cluster.clusterId,
        label: cluster.name,
        detail: t(cluster.isSampled ? 'palette.sampledOnly' : 'palette.notRead'),
        icon: 'warning',
        href: `/clusters/${cluster.clusterId}`,
      })),
  })

  /** Any word may be the key of a message, also one that has the form of an id; only its topic tells, which the page asks for where none is open. */
  function byKey(q: string): PaletteItem[] {
    if (q.length < KEY_LENGTH || /\s/.test(q)) return []
    return clusters
      .filter((cluster) => clusterId === null || cluster.clusterId === clusterId)
      .filter((cluster) => access.can('message:read', cluster.clusterId, 'any'))
      .slice(0, KEY_CLUSTERS)
      .map((cluster) => ({
        id: `key ${cluster.clusterId}`,
        label: t('palette.openByKey'),
        detail: [q, topic ?? (clusterId === null ? cluster.name : undefined)].filter(Boolean).join(' · '),
        icon: 'message',
        href: `/clusters/${cluster.clusterId}/messages?${new URLSearchParams({
          mode: 'key',
          key: q,
          ...KEY_RANGE,
          ...(topic !== null && { topic }),
        })}`,
      }))
  }
  return null
}
