'use client'

import { useTranslations } from 'next-intl'
import { useClusters } from '#components/layout/use-clusters.ts'
import type { Scope } from '#lib/users/schema.ts'

/** Where a grant or a token holds, in words. */
export function ScopeText({ scope }: { scope: Scope }) {
  const t = useTranslations('users.scope')
  const known = useClusters()
  const { clusters } = scope
  const nameOf = (id: string) => known.find(({ clusterId }) => clusterId === id)?.name ?? id
  const where =
    clusters === 'all'
      ? [t('all')]
      : [
          clusters.clusterIds && t('clusters', { names: clusters.clusterIds.map(nameOf).join(', ') }),
          clusters.environments && t('environments', { names: clusters.environments.join(', ') }),
          clusters.labels && t('labels', { pairs: pairsOf(clusters.labels) }),
        ]
  const namesOf = (names: readonly (string | null)[]) =>
    names.length === 0 ? t('nothing') : names.map((name) => name ?? t('noNamespace')).join(', ')
  const { namespaces, topics, groups, labels, owner } = scope
  const parts = [
    ...where,
    namespaces && t('namespaces', { names: namesOf(namespaces) }),
    topics && t('topics', { names: namesOf(topics) }),
    groups && t('groups', { names: namesOf(groups) }),
    labels && t('objectLabels', { pairs: pairsOf(labels) }),
    owner && t('owner', { names: owner.map((who) => t(who)).join(', ') }),
  ].filter((part) => part !== undefined)
  return <span>{parts.join('; ')}</span>
}

const pairsOf = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
