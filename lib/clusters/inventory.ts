import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { BrokerCache, type BrokerCacheSource, type BrokerReading } from './broker-cache.ts'

/** The topics of all brokers, as last read. Shared, never changed. */
export interface Inventory {
  /** When the oldest part of it was read that counts as good. */
  at: Date
  /** When each broker last answered, by address. */
  readAt: ReadonlyMap<string, Date>
  info: ClusterInfo
  /** One entry per replica set: its master, or a slave while there is none. The same array while nothing in it changes. */
  topicConfigs: BrokerTopicConfigs[]
  systemTopics: ReadonlySet<string>
  /** Who did not answer the last time. The entry of such a broker in `topicConfigs` is its last good answer. */
  partial: PartialEntry[]
  /** Why nothing is known at all, while no broker has ever answered. Null as soon as one has. */
  failure: AppError | null
}

export interface BrokerTopicConfigs {
  brokerName: string
  server: Server
  isStale: boolean
  configs: ReadonlyMap<string, TopicConfig>
}

/** System topics hardly ever change. */
const SYSTEM_TOPICS_MS = 60_000

interface TopicReading {
  configs: ReadonlyMap<string, TopicConfig>
  systemTopics: readonly string[]
  systemTopicsAt: number
}

type AskOptions = Parameters<BrokerReading<TopicReading, Inventory>['ask']>[3]

const reading: BrokerReading<TopicReading, Inventory> = {
  caller: 'inventory',
  async ask(admin, server, held, options) {
    const isSystemOld = held === null || options.now - held.systemTopicsAt > SYSTEM_TOPICS_MS
    const [results, systemTopics] = await Promise.all([
      admin.topics.listConfigs([server], options),
      isSystemOld ? listSystem(admin, server, options) : null,
    ])
    const [answer] = results.done
    if (!answer) return { error: results.failed[0]?.error as RocketmqError } // one was asked: it is in one of the two lists
    const system = systemTopics
      ? { systemTopics, systemTopicsAt: options.now }
      : { systemTopics: held?.systemTopics ?? [], systemTopicsAt: held?.systemTopicsAt ?? Number.NEGATIVE_INFINITY }
    const configs = answer.value
    return { value: held?.configs === configs && !systemTopics ? held : { configs, ...system } }
  },
  view: ({ brokers, ...rest }) => ({
    ...rest,
    topicConfigs: brokers.map(({ server, isStale, value: { configs } }) => ({
      brokerName: server.brokerName,
      server,
      isStale,
      configs,
    })),
    systemTopics: new Set(brokers.flatMap(({ value }) => value.systemTopics)),
  }),
}

/** Without it the names are told apart by the built-in list and the prefixes: less, never wrong. */
async function listSystem(admin: AdminClient, server: Server, options: AskOptions): Promise<string[] | null> {
  try {
    return await admin.topics.listSystem(server, options)
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}

/** The topics of one cluster: two requests per broker and reading, however many topics there are. */
export class InventoryCache extends BrokerCache<TopicReading, Inventory> {
  constructor(source: BrokerCacheSource) {
    super(source, reading)
  }
}
