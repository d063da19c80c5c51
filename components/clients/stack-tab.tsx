'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Denied } from '#components/layout/states/denied.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import type { ClientDetail, ClientStack } from '#lib/clients/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { AskedView } from './asked-view.tsx'
import { stackQuery } from './queries.ts'
import { StackDump } from './stack-dump.tsx'

/** What every thread of the client does at this moment. Asked when the tab is opened, and again when a person says so. */
export function StackTab({ clusterId, client }: { clusterId: string; client: ClientDetail }) {
  const t = useTranslations('clients')
  const access = useAccess()
  const cluster = useCluster()
  const mayAsk = access.can('client:stack', clusterId, onGroup(client.groupName))
  const [before, setBefore] = useState<ClientStack | null>(null)
  const options = stackQuery(clusterId, client.clientId, client.groupName)
  const query = useQuery({ ...options, enabled: mayAsk && client.askable === 'YES' })
  if (!mayAsk) return <Denied permission="client:stack" scope={cluster?.name} />
  return (
    <AskedView askable={client.askable} query={query} queryKey={options.queryKey} what={t('asked.askingStack')}>
      {(stack) => (
        <StackDump
          stack={stack}
          previous={before && before.takenAt < stack.takenAt ? before : null}
          isAsking={query.isFetching}
          onAsk={() => {
            setBefore(stack)
            void query.refetch()
          }}
        />
      )}
    </AskedView>
  )
}
