import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import {
  getBrokerConfigEndpoint,
  getBrokerEndpoint,
  getBrokerHaEndpoint,
  getBrokerRuntimeEndpoint,
  getBrokerStatsEndpoint,
  getConfigDifferencesEndpoint,
  getControllerConfigEndpoint,
  getNameServerAgreementEndpoint,
  getNameServerConfigEndpoint,
  getSyncStatesEndpoint,
  listBrokersEndpoint,
  listControllersEndpoint,
  listCvesEndpoint,
  listNameServersEndpoint,
  listNodesEndpoint,
  listProxiesEndpoint,
  setWritePermissionEndpoint,
} from '#lib/nodes/api.ts'
import type { WritePermissionInput } from '#lib/nodes/schema.ts'

export const nodeKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'nodes'] as const,
  broker: ({ clusterId, brokerName, brokerId }: BrokerParams) =>
    ['clusters', clusterId, 'nodes', 'broker', brokerName, brokerId] as const,
}

export interface BrokerParams {
  clusterId: string
  brokerName: string
  brokerId: number
}

type Filter<T extends { query?: z.ZodType }> = Partial<z.output<NonNullable<T['query']>>>

export const nodesQuery = (clusterId: string, query: Filter<typeof listNodesEndpoint>) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'list', query],
    queryFn: ({ signal }) => call(listNodesEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const brokersQuery = (clusterId: string, query: Filter<typeof listBrokersEndpoint>) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'brokers', query],
    queryFn: ({ signal }) => call(listBrokersEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const nameServersQuery = (clusterId: string, query: Filter<typeof listNameServersEndpoint>) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'name-servers', query],
    queryFn: ({ signal }) => call(listNameServersEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const nameServerAgreementQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'name-servers', 'agreement'],
    queryFn: ({ signal }) => call(getNameServerAgreementEndpoint, { params: { clusterId } }, { signal }),
  })

export const cvesQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'cves'],
    queryFn: ({ signal }) => call(listCvesEndpoint, { params: { clusterId } }, { signal }),
  })

export interface ConfiguredServer {
  clusterId: string
  kind: 'nameServer' | 'controller'
  address: string
}

export const serverConfigQuery = ({ clusterId, kind, address }: ConfiguredServer) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'config', kind, address],
    queryFn: ({ signal }) =>
      call(
        kind === 'nameServer' ? getNameServerConfigEndpoint : getControllerConfigEndpoint,
        { params: { clusterId, address } },
        { signal },
      ),
  })

export const controllersQuery = (clusterId: string, query: Filter<typeof listControllersEndpoint>) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'controllers', query],
    queryFn: ({ signal }) => call(listControllersEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const syncStatesQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'sync-states'],
    queryFn: ({ signal }) => call(getSyncStatesEndpoint, { params: { clusterId } }, { signal }),
  })

export const proxiesQuery = (clusterId: string, query: Filter<typeof listProxiesEndpoint>) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'proxies', query],
    queryFn: ({ signal }) => call(listProxiesEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const brokerQuery = (params: BrokerParams) =>
  queryOptions({
    queryKey: nodeKeys.broker(params),
    queryFn: ({ signal }) => call(getBrokerEndpoint, { params }, { signal }),
  })

export const brokerRuntimeQuery = (params: BrokerParams) =>
  queryOptions({
    queryKey: [...nodeKeys.broker(params), 'runtime'],
    queryFn: ({ signal }) => call(getBrokerRuntimeEndpoint, { params }, { signal }),
  })

export const brokerHaQuery = (params: BrokerParams) =>
  queryOptions({
    queryKey: [...nodeKeys.broker(params), 'ha'],
    queryFn: ({ signal }) => call(getBrokerHaEndpoint, { params }, { signal }),
  })

export const brokerConfigQuery = (params: BrokerParams) =>
  queryOptions({
    queryKey: [...nodeKeys.broker(params), 'config'],
    queryFn: ({ signal }) => call(getBrokerConfigEndpoint, { params }, { signal }),
  })

export const configDifferencesQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'config-differences'],
    queryFn: ({ signal }) => call(getConfigDifferencesEndpoint, { params: { clusterId } }, { signal }),
  })

export const brokerStatsQuery = (params: BrokerParams) =>
  queryOptions({
    queryKey: [...nodeKeys.broker(params), 'stats'],
    queryFn: ({ signal }) => call(getBrokerStatsEndpoint, { params }, { signal }),
  })

export const drainImpactQuery = (clusterId: string, brokerName: string, body: WritePermissionInput) =>
  queryOptions({
    queryKey: [...nodeKeys.all(clusterId), 'drain', brokerName, body],
    queryFn: ({ signal }) =>
      call(
        setWritePermissionEndpoint,
        { params: { clusterId, brokerName }, query: { dryRun: true }, body },
        { signal },
      ) as Promise<Impact>, // so `dryRun` promises
    staleTime: 0,
  })
