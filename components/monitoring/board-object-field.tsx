'use client'

import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { Combobox } from '#components/ui/combobox.tsx'
import type { IconName } from '#components/ui/icon-names.ts'
import { call } from '#lib/api/call.ts'
import { listClientsEndpoint } from '#lib/clients/api.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'
import { listNamespacesEndpoint } from '#lib/namespaces/api.ts'
import { listBrokersEndpoint } from '#lib/nodes/api.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import type { BoardScope } from './boards.ts'

export type ObjectScope = Exclude<BoardScope, 'cluster'>

interface ObjectName {
  name: string
  /** The group of a client. */
  groupName?: string
}

/** Names of one kind that hold a text, the first fifty. */
async function findNames(
  clusterId: string,
  scope: ObjectScope,
  text: string,
  signal: AbortSignal,
): Promise<ObjectName[]> {
  const params = { clusterId }
  const query = { pageSize: 50, ...(text && { q: text }) }
  switch (scope) {
    case 'topic': {
      const { items } = await call(listTopicsEndpoint, { params, query: { ...query, sort: 'topicName' } }, { signal })
      return items.map(({ topicName }) => ({ name: topicName }))
    }
    case 'group': {
      const { items } = await call(listGroupsEndpoint, { params, query: { ...query, sort: 'groupName' } }, { signal })
      return items.map(({ groupName }) => ({ name: groupName }))
    }
    case 'broker': {
      const { items } = await call(listBrokersEndpoint, { params, query: { ...query, role: 'MASTER' } }, { signal })
      return items.map(({ brokerName }) => ({ name: brokerName }))
    }
    case 'namespace': {
      const { items } = await call(
        listNamespacesEndpoint,
        { params, query: { ...query, sort: 'namespace' } },
        { signal },
      )
      return items.flatMap(({ namespace }) => (namespace === null ? [] : [{ name: namespace }]))
    }
    case 'client': {
      const { items } = await call(listClientsEndpoint, { params, query: { ...query, kind: 'CONSUMER' } }, { signal })
      return items.map(({ clientId, groupName }) => ({ name: clientId, groupName }))
    }
  }
}

const objectNamesQuery = (clusterId: string, scope: ObjectScope, text: string) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'metrics', 'objects', scope, text],
    queryFn: ({ signal }) => findNames(clusterId, scope, text, signal),
    staleTime: 10_000,
  })

const icons: Record<ObjectScope, IconName> = {
  topic: 'topics',
  group: 'groups',
  broker: 'broker',
  namespace: 'namespace',
  client: 'clients',
}

interface BoardObjectFieldProps {
  clusterId: string
  scope: ObjectScope
  name: string | null
  onChoose: (object: ObjectName | null) => void
}

/** Which topic, group, broker, namespace or client: out of thousands, so the server searches. */
export function BoardObjectField({ clusterId, scope, name, onChoose }: BoardObjectFieldProps) {
  const t = useTranslations('monitoring')
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const names = useQuery({ ...objectNamesQuery(clusterId, scope, text), placeholderData: keepPreviousData })
  const found = names.data ?? []
  return (
    <Combobox
      key={scope}
      className="w-64"
      label={t(`scopes.${scope}`)}
      icon={icons[scope]}
      value={name}
      onValueChange={(chosen) =>
        onChoose(chosen === null ? null : (found.find((one) => one.name === chosen) ?? { name: chosen }))
      }
      options={[...new Map(found.map((one) => [one.name, one])).values()].map((one) => ({
        value: one.name,
        ...(one.groupName && { hint: one.groupName }),
      }))}
      onQueryChange={setTyped}
      isLoading={names.isFetching}
      // A deleted one has its history still.
      allowsOwnValue={scope !== 'client'}
      placeholder={t('objectPlaceholder')}
    />
  )
}
