import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { clientRows } from '#lib/clients/client-rows.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { type GroupEntry, groupEntries } from '#lib/groups/group-entries.ts'
import { worstLag } from '#lib/groups/worst-lag.ts'
import { sumOf, sumOfNumbers } from '#lib/monitoring/combine.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import { joinParts } from './join-parts.ts'
import { namespaceState } from './namespace-state.ts'
import type { NamespaceSums } from './schema.ts'

export interface NamespaceSource {
  inventory: Inventory
  groupInventory: GroupInventory
  sample: ClusterSample | null
  proxies: readonly { grpc: string; remoting: string }[]
}

export interface SummedNamespaces {
  /** By name; null = without one, always there. A namespace of which only retry or dead-letter topics are left is there too. */
  byNamespace: ReadonlyMap<string | null, NamespaceSums>
  /** Of one that nothing belongs to. */
  empty: NamespaceSums
  totals: NamespaceSums
}

/** What belongs to one namespace. */
interface Parts {
  topicNames: string[]
  groups: GroupEntry['item'][]
  clients: number
}

const nothing = (): Parts => ({ topicNames: [], groups: [], clients: 0 })

const known = new WeakMap<Inventory, NamespaceSource & { summed: SummedNamespaces }>()

/** What the names of a cluster add up to, by prefix. Joined once per pair of inventories and sample. */
export function namespaceSums(source: NamespaceSource): SummedNamespaces {
  const before = known.get(source.inventory)
  if (before?.groupInventory === source.groupInventory && before.sample === source.sample) return before.summed
  const summed = sum(source)
  known.set(source.inventory, { ...source, summed })
  return summed
}

function sum(source: NamespaceSource): SummedNamespaces {
  const { inventory, groupInventory, sample, proxies } = source
  const partsOf = new Map<string | null, Parts>()
  const of = (namespace: string | null): Parts => {
    const parts = partsOf.get(namespace) ?? nothing()
    partsOf.set(namespace, parts)
    return parts
  }
  of(null)
  for (const { topicName, namespace, kind } of topicRows(inventory).values()) {
    if (kind === 'SYSTEM') continue
    const parts = of(namespace)
    if (kind === 'NORMAL') parts.topicNames.push(topicName)
  }
  for (const { item } of groupEntries(groupInventory, sample).values()) {
    if (!item.isSystem) of(item.namespace).groups.push(item)
  }
  const clients = sample && clientRows(sample, proxies, { withSystem: false, now: new Date() })
  for (const { groupName } of clients?.rows ?? []) of(splitNamespace(groupName).namespace).clients += 1

  const counted = (value: number, { at, partial }: { at: Date; partial: readonly unknown[] }): Measured<number> =>
    partial.length === 0 ? ok(value, at) : { value, state: 'estimate', at, reason: 'PARTIAL' }
  const toSums = (parts: Parts): NamespaceSums => ({
    ...sumsOf(parts, sample),
    topics: counted(parts.topicNames.length, inventory),
    groups: counted(parts.groups.length, groupInventory),
    clients: clients ? { ...clients.counts, value: parts.clients } : unknown('NOT_SAMPLED'),
  })
  const all = [...partsOf.values()]
  return {
    byNamespace: new Map([...partsOf].map(([namespace, parts]) => [namespace, toSums(parts)])),
    empty: toSums(nothing()),
    totals: toSums({
      topicNames: all.flatMap(({ topicNames }) => topicNames),
      groups: all.flatMap(({ groups }) => groups),
      clients: sumOfNumbers(all.map((parts) => parts.clients)),
    }),
  }
}

function sumsOf(
  { topicNames, groups }: Parts,
  sample: ClusterSample | null,
): Omit<NamespaceSums, 'topics' | 'groups' | 'clients'> {
  const rate = (key: 'inTps' | 'outTps') =>
    joinParts(
      topicNames.map((name) => sample?.topics.get(name)?.[key] ?? unknown('NOT_SAMPLED')),
      sumOfNumbers,
    )
  const count = (key: 'lag' | 'deadLetters' | 'newDeadLetters24h') =>
    joinParts(
      groups.map((group) => group[key]),
      sumOf,
    )
  const longest = (values: number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  return {
    state: namespaceState(topicNames.length, groups),
    lag: count('lag'),
    lagTimeMs: joinParts(
      groups.map(({ lagTimeMs }) => lagTimeMs),
      longest,
    ),
    worstLag: worstLag(groups),
    deadLetters: count('deadLetters'),
    newDeadLetters24h: count('newDeadLetters24h'),
    inTps: rate('inTps'),
    outTps: rate('outTps'),
  }
}
