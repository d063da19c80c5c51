import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { AppError } from '#lib/errors.ts'
import type { ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { RocketmqError } from '#lib/rocketmq/errors.ts'
import { BrokerCache, type BrokerCacheSource, type BrokerReading } from './broker-cache.ts'

/** The group configs of all brokers, as last read. Shared, never changed. */
export interface GroupInventory {
  /** When the oldest part of it was read that counts as good. */
  at: Date
  /** When each broker last answered, by address. */
  readAt: ReadonlyMap<string, Date>
  info: ClusterInfo
  /** One entry per replica set: its master, or a slave while there is none. The same array while nothing in it changes. */
  groupConfigs: BrokerGroupConfigs[]
  /** Who did not answer the last time. The entry of such a broker in `groupConfigs` is its last good answer. */
  partial: PartialEntry[]
  /** Why nothing is known at all, while no broker has ever answered. Null as soon as one has. */
  failure: AppError | null
}

export interface BrokerGroupConfigs {
  brokerName: string
  server: Server
  isStale: boolean
  configs: ReadonlyMap<string, GroupConfig>
}

const reading: BrokerReading<ReadonlyMap<string, GroupConfig>, GroupInventory> = {
  caller: 'group inventory',
  async ask(admin, server, _held, options) {
    const { done, failed } = await admin.groups.listConfigs([server], options)
    const [answer] = done
    if (!answer) return { error: failed[0]?.error as RocketmqError } // one was asked: it is in one of the two lists
    return { value: answer.value }
  },
  view: ({ brokers, ...rest }) => ({
    ...rest,
    groupConfigs: brokers.map(({ server, isStale, value: configs }) => ({
      brokerName: server.brokerName,
      server,
      isStale,
      configs,
    })),
  }),
}

/** The groups of one cluster: one request per broker and reading, however many groups there are. */
export class GroupInventoryCache extends BrokerCache<ReadonlyMap<string, GroupConfig>, GroupInventory> {
  constructor(source: BrokerCacheSource) {
    super(source, reading)
  }
}
