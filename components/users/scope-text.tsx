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
  if (clusters === 'all') return <span>{t('all')}</span>
  const parts = [
    clusters.clusterIds && t('clusters', { names: clusters.clusterIds.map(nameOf).join(', ') }),
    clusters.environments && t('environments', { names: clusters.environments.join(', ') }),
    clusters.labels &&
      t('labels', {
        pairs: Object.entries(clusters.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(', '),
      }),
  ].filter((part) => part !== undefined)
  return <span>{parts.join('; ')}</span>
}
