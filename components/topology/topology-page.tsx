'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { TopologyView } from './topology-view.tsx'

/** Which groups consume which topics of the cluster. */
export function TopologyPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('topology')
  const cluster = useCluster()
  return (
    <>
      <PageHeader
        crumb={{ label: cluster?.name ?? clusterId, href: `/clusters/${clusterId}` }}
        title={t('title')}
        facts={[t('purpose')]}
      />
      <TopologyView clusterId={clusterId} scope={{}} />
    </>
  )
}
