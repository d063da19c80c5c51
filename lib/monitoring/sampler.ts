import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { askClients, askProducers } from './ask-clients.ts'
import { askLagTimes, askOnline, askPositions, askRequestModes, type Round } from './ask-groups.ts'
import { askTiming } from './ask-timing.ts'
import { computeGroups } from './compute-groups.ts'
import { type BrokersByTopic, computeTopics } from './compute-topics.ts'
import { type ExporterNode, type ExporterStatus, Exporters } from './exporter/exporters.ts'
import type { Pass } from './metric-points.ts'
import { Pace } from './pace.ts'
import { readOffsets } from './read-offsets.ts'
import type { ClusterSample } from './sample.ts'
import type { SamplerMemory } from './sampler-memory.ts'
import { holdPass, newState, type SamplerState } from './sampler-state.ts'

/** A cluster whose pass asks each broker about at most so many topics is read every quarter of a minute. */
const SMALL_TOPICS = 1_000
export const SMALL_PERIOD_MS = 15_000
export const LARGE_PERIOD_MS = 60_000
/** How many periods the last answer of a silent server counts for. */
const STALE_PERIODS = 3

export interface SamplerOptions {
  /** Requests per second and broker that the sampler may make. */
  requestsPerSecond: number
  /** False where all brokers are older than 5.0: such a cluster has no proxies. */
  canHaveProxies: boolean
  /** Masters and proxies with the place of their metrics; absent: none is read. */
  exporters?: readonly ExporterNode[]
  /** Groups that are asked in every round; absent: none. */
  urgentGroups?: ReadonlySet<string>
  signal: AbortSignal
}

/** What a round cost: shown, and compared with the budget. */
export interface RoundCost {
  durationMs: number
  /** Of this, the pass over the offsets of all topics. */
  offsetsMs: number
  /** By `host:port`. */
  requests: Record<string, number>
}

/**
 * Samples one cluster: reads offsets of everything, asks who is online and how far behind, and computes the numbers of pages and
 * charts. Holds what it needs of the passes before; a new worker starts from what was stored.
 */
export class Sampler {
  readonly clusterId: string
  private readonly state: SamplerState
  private readonly paces = new Map<string, Pace>()
  private inventory: Inventory | null = null
  private groupInventory: GroupInventory | null = null
  private askingClients: Promise<void> | null = null
  private readonly exporters = new Exporters()
  /** Null: by the size of the cluster. */
  wantedPeriodMs: number | null = null
  /** What the last round found out, for charts. Null before the first. */
  pass: Pass | null = null
  cost: RoundCost = { durationMs: 0, offsetsMs: 0, requests: {} }

  constructor(clusterId: string, memory?: SamplerMemory) {
    this.clusterId = clusterId
    this.state = newState(memory)
  }

  /** It said that it is busy, and is asked at half the rate. */
  isSlowed(address: string): boolean {
    return this.paces.get(address)?.isSlow === true
  }

  /** What became of the metrics endpoints in the last round. */
  get exporterStatuses(): ExporterStatus[] {
    return this.exporters.statuses
  }

  get memory(): SamplerMemory {
    return this.state.memory
  }

  /** Distance of two rounds: what somebody has set, else by the size that the cluster has now. */
  get periodMs(): number {
    return this.wantedPeriodMs ?? this.periodBySize
  }

  private get periodBySize(): number {
    const topics = Math.max(0, ...(this.inventory?.topicConfigs ?? []).map(({ configs }) => configs.size))
    return topics <= SMALL_TOPICS ? SMALL_PERIOD_MS : LARGE_PERIOD_MS
  }

  /**
   * One round. Never fails for what a server did: who is silent is in `partial`, and its numbers grow stale.
   *
   * @returns null while nothing is known of the cluster at all
   * @throws the signal's reason
   */
  async round(cluster: LiveCluster, options: SamplerOptions): Promise<ClusterSample | null> {
    const startedAt = Date.now()
    const before = this.requestCounts()
    await this.readInventories(cluster, options.signal)
    const { inventory, groupInventory } = this
    if (!inventory) return null
    const partial = new Map(inventory.partial.map((entry) => [entry.address, entry]))
    const offsetsAt = Date.now()
    const [servers] = await Promise.all([
      this.readAllOffsets(cluster, inventory, options, partial),
      this.exporters.read(options.exporters ?? [], options.signal),
    ])
    this.state.exporters = this.exporters.live('broker')
    const offsetsMs = Date.now() - offsetsAt
    const round: Round = {
      admin: cluster.admin,
      servers,
      proxies: cluster.proxies,
      paceOf: (address) => this.paceOf(address),
      requestsPerSecond: options.requestsPerSecond,
      urgentGroups: options.urgentGroups ?? new Set(),
      signal: options.signal,
    }
    const groupNames = namesOf(groupInventory, this.state)
    const [silent] = await Promise.all([askOnline(this.state, groupNames, round), askRequestModes(this.state, round)])
    for (const entry of silent) partial.set(entry.address, entry)
    await Promise.all([
      askLagTimes(this.state, round),
      askPositions(this.state, groupNames, round),
      askProducers(this.state, round),
      askTiming(this.state, round),
    ])
    this.askClientsAside(round)
    const known = namesOf(groupInventory, this.state)
    const sample = this.compute(cluster, inventory, known, options, startedAt, [...partial.values()])
    this.cost = { durationMs: Date.now() - startedAt, offsetsMs, requests: differences(before, this.requestCounts()) }
    return sample
  }

  private async readInventories(cluster: LiveCluster, signal: AbortSignal): Promise<void> {
    const keep = async <T>(reading: Promise<T>, held: T | null): Promise<T | null> => {
      try {
        return await reading
      } catch (error) {
        // No name server answers. Brokers may, and what was known of them is asked on.
        if (error instanceof AppError) return held
        throw error
      }
    }
    const [inventory, groupInventory] = await Promise.all([
      keep(cluster.getInventory({ signal }), this.inventory),
      keep(cluster.getGroupInventory({ signal }), this.groupInventory),
    ])
    this.inventory = inventory
    this.groupInventory = groupInventory
  }

  /** @returns the masters that answered; the others are in `partial` */
  private async readAllOffsets(
    { admin }: LiveCluster,
    inventory: Inventory,
    { requestsPerSecond, signal }: SamplerOptions,
    partial: Map<string, PartialEntry>,
  ): Promise<Server[]> {
    const { offsetsByBroker } = this.state
    const names = new Set(inventory.topicConfigs.map(({ brokerName }) => brokerName))
    for (const { brokerName } of inventory.partial) {
      if (brokerName === undefined || names.has(brokerName)) continue
      names.add(brokerName)
      offsetsByBroker.set(brokerName, { passes: offsetsByBroker.get(brokerName)?.passes ?? [], isSilent: true })
    }
    for (const name of offsetsByBroker.keys()) if (!names.has(name)) offsetsByBroker.delete(name)
    const answered = await Promise.all(
      inventory.topicConfigs.map(async ({ server, configs }) => {
        const { brokerName, address } = server
        const topicNames = [...configs.keys()]
        try {
          const pace = this.paceOf(address)
          const pass = await readOffsets(admin, server, topicNames, { pace, signal, requestsPerSecond })
          offsetsByBroker.set(brokerName, holdPass(offsetsByBroker.get(brokerName), pass, topicNames))
          return [server]
        } catch (error) {
          if (!(error instanceof RocketmqError)) throw error
          offsetsByBroker.set(brokerName, { passes: offsetsByBroker.get(brokerName)?.passes ?? [], isSilent: true })
          partial.set(address, toPartialEntry(server, error))
          return []
        }
      }),
    )
    return answered.flat()
  }

  /** Clients may take seconds to answer: their round goes on beside the others, one at a time. */
  private askClientsAside(round: Round): void {
    if (this.askingClients) return
    this.askingClients = askClients(this.state, round)
      .catch((error: unknown) => {
        if (!round.signal.aborted) log.warn({ error, clusterId: this.clusterId }, 'Clients could not be asked')
      })
      .finally(() => {
        this.askingClients = null
      })
  }

  private compute(
    cluster: LiveCluster,
    inventory: Inventory,
    groupNames: readonly string[],
    { canHaveProxies }: SamplerOptions,
    now: number,
    partial: PartialEntry[],
  ): ClusterSample {
    const { periodMs } = this
    const staleAfterMs = STALE_PERIODS * periodMs
    const brokersByTopic = groupBrokers(inventory)
    const groups = computeGroups(this.state, {
      brokersByTopic,
      groupNames,
      isOrderedByGroup: ordersOf(this.groupInventory),
      proxyNames: cluster.proxies.map(({ name }) => name),
      canHaveProxies,
      now,
      staleAfterMs,
    })
    const topics = computeTopics(this.state, brokersByTopic, groups, { now, staleAfterMs })
    const { producers } = this.state
    this.forgetClients(groups, now)
    const sample = { clusterId: this.clusterId, at: new Date(now), periodMs, topics, groups, producers, partial }
    this.pass = {
      sample,
      state: this.state,
      brokersByTopic,
      typeByTopic: typesOf(inventory),
      systemTopics: inventory.systemTopics,
    }
    return sample
  }

  /** When a client was first seen is kept while it is here, and over a short absence. */
  private forgetClients(groups: ClusterSample['groups'], now: number): void {
    const { firstSeenByClient } = this.state.memory
    if (firstSeenByClient.size < FIRST_SEEN_KEPT) return
    const here = new Set<string>()
    for (const { onlineClients, groupName } of groups.values()) {
      for (const { clientId } of onlineClients) here.add(`${groupName}@${clientId}`)
    }
    for (const { groupName, clientId } of this.state.producers) here.add(`${groupName}@${clientId}`)
    for (const [key, at] of firstSeenByClient) {
      if (!here.has(key) && now - at > FIRST_SEEN_KEPT_MS) firstSeenByClient.delete(key)
    }
  }

  private paceOf(address: string): Pace {
    const pace = this.paces.get(address) ?? new Pace()
    this.paces.set(address, pace)
    return pace
  }

  private requestCounts(): Map<string, number> {
    return new Map([...this.paces].map(([address, { requests }]) => [address, requests]))
  }
}

const FIRST_SEEN_KEPT = 1_000
const FIRST_SEEN_KEPT_MS = 60 * 60_000

/** Groups with a config, and those of which only offsets or clients are left. */
function namesOf(inventory: GroupInventory | null, state: SamplerState): string[] {
  const names = new Set<string>()
  for (const { configs } of inventory?.groupConfigs ?? []) for (const name of configs.keys()) names.add(name)
  for (const { passes } of state.offsetsByBroker.values()) {
    for (const name of passes[0]?.groups.keys() ?? []) names.add(name)
  }
  // Asked until nobody is there any more.
  for (const [name, { clients }] of state.onlineByGroup) if (clients.length > 0) names.add(name)
  return [...names]
}

function ordersOf(inventory: GroupInventory | null): ReadonlyMap<string, boolean> {
  const orders = new Map<string, boolean>()
  for (const { configs } of inventory?.groupConfigs ?? []) {
    for (const [name, { consumeMessageOrderly }] of configs) {
      orders.set(name, consumeMessageOrderly || orders.get(name) === true)
    }
  }
  return orders
}

function typesOf({ topicConfigs }: Inventory): ReadonlyMap<string, string> {
  const types = new Map<string, string>()
  for (const { configs } of topicConfigs) {
    for (const [topicName, { attributes }] of configs) {
      const type = attributes['message.type']
      if (type) types.set(topicName, type)
    }
  }
  return types
}

function groupBrokers({ topicConfigs }: Inventory): BrokersByTopic {
  const byTopic = new Map<string, string[]>()
  for (const { brokerName, configs } of topicConfigs) {
    for (const topicName of configs.keys()) {
      const names = byTopic.get(topicName)
      if (names) names.push(brokerName)
      else byTopic.set(topicName, [brokerName])
    }
  }
  return byTopic
}

function differences(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...after].map(([address, count]) => [address, count - (before.get(address) ?? 0)]))
}
