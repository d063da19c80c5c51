import { type List, type Measured, unknown } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { type ClientRows, clientRows } from './client-rows.ts'
import { compareVersions, versionSortKey } from './compare-versions.ts'
import { type ClientFilter, matchesClient } from './match-client.ts'
import { riskRules } from './risk-rules.ts'
import type { Client, ClientCounts, ClientSortField, RiskRulesState } from './schema.ts'

export interface ListClientsInput extends ClientFilter {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  /** Part of the id, address or host; a glob with `*` over one of them whole; or `/a regular expression/`. */
  q?: string | undefined
  include?: 'system'[] | undefined
}

export interface ClientList extends List<Client> {
  counts: Measured<ClientCounts>
  grpcClients: Measured<number>
  languages: string[]
  versions: string[]
  riskRules: RiskRulesState
}

/**
 * The online clients of a cluster as the sampler last saw them: asks nobody.
 *
 * @returns `sampledAt` is absent while nothing has been sampled; `partial`: brokers and proxies whose clients may be missing
 */
export async function listClients(ctx: Context, input: ListClientsInput): Promise<ClientList> {
  requirePermissionIn(ctx, 'client:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId, { group: 'client:read' })
  const { proxies } = cluster
  const sample = await getSample(cluster)
  if (!sample) return notSampled(input)
  const withSystem = input.include?.includes('system') ?? false
  return composeClientList(sample, clientRows(sample, proxies, { withSystem, now: new Date() }), input)
}

/** Filters, sorts and cuts the rows of a sample. @throws AppError INVALID_INPUT for a bad regular expression */
export async function composeClientList(
  sample: ClusterSample,
  { rows, counts, grpcClients }: ClientRows,
  input: ListClientsInput,
): Promise<ClientList> {
  const fitting = rows.filter((client) => matchesClient(client, input))
  const matching = input.q ? await matchingText(fitting, input.q) : fitting
  return {
    ...sortAndPage(matching, input, (client, field) => sortValue(client, field as ClientSortField)), // `sort` was parsed with these fields
    counts,
    grpcClients,
    languages: [...new Set(rows.map(({ language }) => language))].filter(Boolean).sort(),
    versions: [...new Set(rows.map(({ version }) => version))].filter(Boolean).sort(compareVersions),
    riskRules: riskRulesState(),
    sampledAt: sample.at,
    ...(sample.partial.length > 0 && { partial: [...sample.partial] }),
  }
}

async function matchingText(clients: readonly Client[], q: string): Promise<Client[]> {
  const columns = await Promise.all(
    [
      clients.map(({ clientId }) => clientId),
      clients.map(({ address }) => address),
      clients.map(({ host }) => host ?? ''),
    ].map((texts) => matchNames(q, texts)),
  )
  return clients.filter((_, index) => columns.some((matches) => matches[index]))
}

function notSampled({ page, pageSize }: ListClientsInput): ClientList {
  return {
    items: [],
    total: 0,
    page,
    pageSize,
    counts: unknown('NOT_SAMPLED'),
    grpcClients: unknown('NOT_SAMPLED'),
    languages: [],
    versions: [],
    riskRules: riskRulesState(),
  }
}

function riskRulesState(): RiskRulesState {
  const { source, error } = riskRules()
  return { source, error }
}

function sortValue(client: Client, field: ClientSortField): SortValue {
  switch (field) {
    case 'version':
      return versionSortKey(client.version)
    case 'risk':
      return client.risk?.risk ?? null
    case 'seenBy':
      return client.seenBy.brokers + client.seenBy.proxies.length
    case 'topics':
      return client.topics.length
    case 'lag':
      return measuredValue(client.lag)
    case 'isHung':
      return client.isHung === null ? null : Number(client.isHung)
    default:
      return client[field]
  }
}
