'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ObjectHistory } from '#components/audit/object-history.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { ClusterEditor } from './cluster-editor.tsx'
import { LimitsSection } from './limits-section.tsx'
import { clusterQuery } from './queries.ts'
import { WriteExceptionSection } from './write-exception-section.tsx'

/** The registration of a cluster, its limits, and who changed them. */
export function ClusterSettingsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('audit.history')
  const access = useAccess()
  const query = useQuery(clusterQuery(clusterId))
  return (
    <QueryView query={query}>
      {(cluster) => (
        <>
          <ClusterEditor key={cluster.revision} saved={cluster} />
          <WriteExceptionSection cluster={cluster} />
          <LimitsSection clusterId={clusterId} />
          {access.can('cluster:read', clusterId, 'all') && (
            <Section title={t('label')}>
              <ObjectHistory clusterId={clusterId} kind="cluster" name={clusterId} />
            </Section>
          )}
        </>
      )}
    </QueryView>
  )
}
