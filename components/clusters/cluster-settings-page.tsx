'use client'

import { useQuery } from '@tanstack/react-query'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { ClusterEditor } from './cluster-editor.tsx'
import { LimitsSection } from './limits-section.tsx'
import { clusterQuery } from './queries.ts'
import { WriteExceptionSection } from './write-exception-section.tsx'

export function ClusterSettingsPage({ clusterId }: { clusterId: string }) {
  const query = useQuery(clusterQuery(clusterId))
  return (
    <QueryView query={query}>
      {(cluster) => (
        <>
          <ClusterEditor key={cluster.revision} saved={cluster} />
          <WriteExceptionSection cluster={cluster} />
          <LimitsSection clusterId={clusterId} />
        </>
      )}
    </QueryView>
  )
}
