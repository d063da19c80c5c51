import { type Measured, type MeasuredReason, ok, unknown } from '#lib/api/endpoint.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { Client, ClientCounts } from './schema.ts'
import { toClient } from './to-client.ts'

export interface ClientRows {
  /** The hung ones first, then by lag, then by id. */
  rows: Client[]
  counts: Measured<ClientCounts>
  grpcClients: Measured<number>
}

interface ProxyAddresses {
  grpc: string
  remoting: string
}

/** Every client that a sample holds, consumers and producers in one list. Pure. */
export function clientRows(
  sample: ClusterSample,
  proxies: readonly ProxyAddresses[],
  { withSystem, now }: { withSystem: boolean; now: Date },
): ClientRows {
  const consumers = [...sample.groups.values()].flatMap(({ onlineClients }) => onlineClients)
  const rows = [...consumers, ...sample.producers]
    .filter(({ groupName }) => withSystem || !isSystemGroup(groupName))
    .map(toClient)
    .sort(worstFirst)
  const isOld = now.getTime() - sample.at.getTime() > 3 * sample.periodMs
  const silent = new Set(sample.partial.map(({ address }) => address))
  const measure = <T>(value: T, gap: MeasuredReason | null): Measured<T> => {
    if (isOld) return { value, state: 'stale', at: sample.at, reason: 'OLD' }
    return gap === null ? ok(value, sample.at) : { value, state: 'estimate', at: sample.at, reason: gap }
  }
  const counts: ClientCounts = {
    consumers: rows.filter(({ kind }) => kind === 'CONSUMER').length,
    producers: rows.filter(({ kind }) => kind === 'PRODUCER').length,
    hung: rows.filter(({ isHung }) => isHung === true).length,
    withRisk: rows.filter(({ risk }) => risk !== undefined).length,
  }
  const grpc = rows.filter(({ protocol }) => protocol === 'grpc').length
  // After a start the groups are asked in turn: until each was, more clients may come to light.
  const isIncomplete = [...sample.groups.values()].some(({ clients }) => clients.reason === 'NOT_SAMPLED')
  const isProxySilent = proxies.some((proxy) => silent.has(proxy.remoting) || silent.has(proxy.grpc))
  return {
    rows,
    counts: measure(counts, sample.partial.length > 0 || isIncomplete ? 'PARTIAL' : null),
    // A proxy that nobody asks may hold any number: none seen is not 0 then, and some seen are "at least".
    grpcClients:
      grpc === 0 && proxies.length === 0
        ? unknown('NO_PROXY')
        : grpc === 0 && isProxySilent
          ? unknown('NO_ANSWER')
          : grpc === 0 && isIncomplete
            ? unknown('NOT_SAMPLED')
            : measure(grpc, proxies.length === 0 || isProxySilent || isIncomplete ? 'PARTIAL' : null),
  }
}

function worstFirst(a: Client, b: Client): number {
  return (
    Number(b.isHung === true) - Number(a.isHung === true) ||
    compare(b.lag.value ?? -1n, a.lag.value ?? -1n) ||
    compare(a.clientId, b.clientId) ||
    compare(a.groupName, b.groupName) ||
    compare(a.kind, b.kind)
  )
}

const compare = <T extends string | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)
