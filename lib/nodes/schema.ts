import { z } from 'zod'
import { Int64, measured, partial, TargetError, Time } from '#lib/api/endpoint.ts'
import { Health, HealthReason } from '#lib/clusters/schema.ts'

export const NodeKind = z.enum(['broker', 'nameServer', 'proxy', 'controller'])
export type NodeKind = z.output<typeof NodeKind>

/** A process of a cluster, as the last node check saw it. */
export const Node = z
  .object({
    kind: NodeKind,
    /** Dialled: after the address map. */
    address: z.string(),
    announcedAddress: z.string(),
    /** Null until it was asked once, and again when the last check is too old to believe. */
    isUp: z.boolean().nullable(),
    roundTripMs: z.number().nullable(),
    version: z.string().nullable(),
    /** Since when it is up or down. */
    since: Time,
    checkedAt: Time.nullable(),
    lastSeenAt: Time.nullable(),
    error: TargetError.optional(),
    clusterName: z.string().optional(),
    brokerName: z.string().optional(),
    brokerId: z.number().int().optional(),
    role: z.enum(['MASTER', 'SLAVE']).optional(),
    /** Of a broker: whether it takes topics of type MIXED. Null: not known, or before 5.0. */
    enableMixedMessageType: z.boolean().nullable().optional(),
  })
  .meta({ id: 'Node' })
export type Node = z.output<typeof Node>

export const nodeSortFields = ['kind', 'address', 'brokerName', 'isUp', 'roundTripMs', 'version', 'since'] as const
export type NodeSortField = (typeof nodeSortFields)[number]

/** A queue of requests in front of a broker's threads. */
export const Pool = z.object({
  name: z.enum(['send', 'pull', 'query', 'ack', 'litePull', 'endTransaction']),
  size: z.number(),
  capacity: z.number().nullable(),
  /** How long the request at the head has waited; null where the broker does not say. */
  waitMs: z.number().nullable(),
})
export type Pool = z.output<typeof Pool>

/** A broker process with the numbers of the last node check. A silent one keeps what it last said, marked, and then says nothing. */
export const Broker = Node.extend({
  clusterName: z.string(),
  brokerName: z.string(),
  brokerId: z.number().int(),
  role: z.enum(['MASTER', 'SLAVE']),
  /** A slave that stands in for its missing master. */
  isActingMaster: z.boolean(),
  /** False: no connection to `address` comes about, so the console needs another one (address map). */
  isDialable: z.boolean().nullable(),
  bootAt: Time.nullable(),
  /** Averages of 10 s, as the broker counts; a slave counts what it copies. */
  inTps: measured(z.number()),
  outTps: measured(z.number()),
  /** The same over 1 and 10 minutes; null where the broker is younger or silent. */
  inTps1m: z.number().nullable(),
  inTps10m: z.number().nullable(),
  outTps1m: z.number().nullable(),
  outTps10m: z.number().nullable(),
  /** Messages since midnight of the broker, and of the day before; a restart counts anew. */
  putToday: measured(Int64),
  putYesterday: measured(Int64),
  getToday: measured(Int64),
  getYesterday: measured(Int64),
  diskUsedRatio: measured(z.number()),
  diskFreeBytes: measured(Int64),
  commitLogBytes: measured(Int64),
  oldestMessageAt: measured(Time),
  sendQueueWaitMs: measured(z.number()),
  pageCacheLockMs: measured(z.number()),
  pools: z.array(Pool),
  haGapBytes: measured(Int64),
  haInSync: measured(z.boolean()),
  rejectedPerSecond: measured(z.number()).meta({
    description:
      'Busy answers and failed puts. Only a metrics endpoint tells the former: without one, failed puts alone, PARTIAL',
  }),
  /** Null: not known. A slave never takes writes. */
  canWrite: z.boolean().nullable(),
  drainMethod: z.enum(['brokerConfig', 'nameServer']).nullable(),
  driftKeys: z.array(z.string()),
  /** Known weaknesses of its version, without those that are muted in this cluster. */
  cves: z.array(z.string()),
  mutedCves: z.array(z.string()),
}).meta({ id: 'Broker' })
export type Broker = z.output<typeof Broker>

export const brokerSortFields = [
  'clusterName',
  'brokerName',
  'role',
  'address',
  'isUp',
  'roundTripMs',
  'version',
  'since',
  'bootAt',
  'inTps',
  'outTps',
  'putToday',
  'putYesterday',
  'getToday',
  'getYesterday',
  'diskUsedRatio',
  'diskFreeBytes',
  'commitLogBytes',
  'oldestMessageAt',
  'sendQueueWaitMs',
  'pageCacheLockMs',
  'haGapBytes',
  'rejectedPerSecond',
  'driftKeys',
] as const
export type BrokerSortField = (typeof brokerSortFields)[number]

/** A broker address that cannot be dialled from the console, as a name server announces it. */
export const Undialable = z.object({
  brokerName: z.string(),
  brokerId: z.number().int(),
  announcedAddress: z.string(),
  address: z.string(),
})

export const NameServer = Node.extend({
  /** Broker processes that it lists. */
  brokers: measured(z.number().int()),
  /** Topics that it knows, system and retry topics included; counted once a minute. */
  topics: measured(z.number().int()),
  undialable: z.array(Undialable),
  /** Known weaknesses of its version, without those that are muted in this cluster. */
  cves: z.array(z.string()),
  mutedCves: z.array(z.string()),
}).meta({ id: 'NameServer' })
export type NameServer = z.output<typeof NameServer>

/** What name servers say differently. Each is asked for its brokers and topics, and for the route of every topic in turn. */
export const NameServerAgreement = z
  .object({
    /** DIFFERS as soon as one difference is confirmed; AGREES only when all topics were compared once. */
    state: z.enum(['AGREES', 'DIFFERS', 'COMPARING', 'NOT_COMPARED', 'ONE_NAME_SERVER']),
    comparedAt: Time.nullable(),
    /** When a round over all topics ended last. */
    completedAt: Time.nullable(),
    topics: z.number().int(),
    /** Of those, how many this round has compared. */
    comparedTopics: z.number().int(),
    /** At most 100; `total` counts all. */
    items: z.array(
      z.object({
        kind: z.enum(['broker', 'topic']),
        name: z.string().meta({ description: 'A topic, or brokerName/brokerId' }),
        values: z.array(
          z.object({
            address: z.string(),
            value: z
              .string()
              .nullable()
              .meta({ description: 'Queues, or the announced address; null = not known there' }),
          }),
        ),
        since: Time,
      }),
    ),
    total: z.number().int(),
    /** There are more than are counted. */
    isTotalAtLeast: z.boolean(),
    partial,
  })
  .meta({ id: 'NameServerAgreement' })
export type NameServerAgreement = z.output<typeof NameServerAgreement>

export const RegisteredProxy = Node.extend({
  name: z.string(),
  /** Of the other port; `address` is where gRPC clients come in. */
  remoting: z.object({
    address: z.string(),
    isUp: z.boolean().nullable(),
    roundTripMs: z.number().nullable(),
    error: z.string().nullable(),
  }),
  clients: measured(z.number().int()),
}).meta({ id: 'RegisteredProxy' })
export type RegisteredProxy = z.output<typeof RegisteredProxy>

export const Controller = Node.extend({
  group: z.string().nullable(),
  /** Null while it does not answer. */
  isLeader: z.boolean().nullable(),
  leaderId: z.string().nullable(),
  leaderAddress: z.string().nullable(),
  /** Members of the group as it was last said; with jRaft they have no ids. */
  peers: z.array(z.object({ id: z.string().nullable(), address: z.string() })),
}).meta({ id: 'Controller' })
export type Controller = z.output<typeof Controller>

const Replica = z.object({
  /** As the controller numbers it, from 1 on; the master is 0 in routes. */
  controllerBrokerId: z.number().int().nullable(),
  address: z.string(),
  isAlive: z.boolean().nullable(),
})

/** Which replicas of a broker are as far as their master, by the controller that leads. */
export const SyncState = z
  .object({
    brokerName: z.string(),
    masterBrokerId: z.number().int().nullable(),
    masterAddress: z.string().nullable(),
    masterEpoch: z.number().int(),
    syncStateSetEpoch: z.number().int(),
    inSync: z.array(Replica),
    notInSync: z.array(Replica),
  })
  .meta({ id: 'SyncState' })
export type SyncState = z.output<typeof SyncState>

/** Replication of one broker as it says it itself. Offsets are bytes of the commit log. */
export const BrokerHa = z
  .object({
    isMaster: z.boolean(),
    /** Of a master: where its commit log ends. */
    commitLogMaxOffset: Int64.nullable(),
    inSyncSlaves: z.number().int().nullable(),
    /** Connected to this master; `address` is their end of the connection. */
    slaves: z.array(
      z.object({
        address: z.string(),
        ackOffset: Int64,
        behindBytes: Int64,
        isInSync: z.boolean(),
        bytesPerSecond: z.number(),
        transferFromOffset: Int64,
      }),
    ),
    /** Of a slave: its connection to the master. */
    upstream: z
      .object({
        masterAddress: z.string().nullable(),
        maxOffset: Int64,
        masterFlushOffset: Int64,
        bytesPerSecond: z.number(),
        lastReadAt: Time.nullable(),
        lastWriteAt: Time.nullable(),
      })
      .nullable(),
    /** Terms of masters under which its log was written; null outside controller mode. */
    epochs: z.array(z.object({ epoch: z.number().int(), startOffset: Int64, endOffset: Int64.nullable() })).nullable(),
    /** Null without a registered controller that knows the broker. */
    syncState: SyncState.nullable(),
    readAt: Time,
    partial,
  })
  .meta({ id: 'BrokerHa' })
export type BrokerHa = z.output<typeof BrokerHa>

/** One setting of a name server or controller. Secrets never leave the server: their value is null. */
export const ServerSetting = z
  .object({ key: z.string(), value: z.string().nullable(), isRedacted: z.boolean() })
  .meta({ id: 'ServerSetting' })
export type ServerSetting = z.output<typeof ServerSetting>

export const RuntimeGroup = z.enum([
  'traffic',
  'putTime',
  'queues',
  'storage',
  'dispatch',
  'ha',
  'timer',
  'transaction',
  'other',
])
export type RuntimeGroup = z.output<typeof RuntimeGroup>
export const RuntimeUnit = z.enum(['msg/s', 'reads/s', 'msg', 'B', 'ms', 's', 'ratio', 'epochMs', 'offset'])
export type RuntimeUnit = z.output<typeof RuntimeUnit>

/** One key of a broker's runtime info, its value as the broker wrote it. */
export const RuntimeItem = z
  .object({
    key: z.string(),
    value: z.string(),
    group: RuntimeGroup,
    /** What it means, in English; absent for keys that are not known. */
    explanation: z.string().optional(),
    unit: RuntimeUnit.optional(),
    /** Above it something is amiss. */
    threshold: z.object({ warning: z.number(), critical: z.number().optional() }).optional(),
  })
  .meta({ id: 'RuntimeItem' })
export type RuntimeItem = z.output<typeof RuntimeItem>

/** What a setting that can be changed may be. */
export const ConfigRuleShape = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('int'), min: z.number(), max: z.number() }),
    z.object({ type: z.literal('boolean') }),
    z.object({ type: z.literal('enum'), values: z.array(z.string()).readonly() }),
    z.object({ type: z.literal('hours') }).meta({ description: '04, or 04;16' }),
  ])
  .meta({ id: 'ConfigRule' })
export type ConfigRule = z.output<typeof ConfigRuleShape>

/** One setting of a broker. Secrets never leave the server: their value is null. */
export const ConfigItem = z
  .object({
    key: z.string(),
    value: z.string().nullable(),
    isRedacted: z.boolean(),
    /** A change works only after a restart; null = not known. */
    needsRestart: z.boolean().nullable(),
    isEditable: z.boolean(),
    /** Of one that can be changed. */
    rule: ConfigRuleShape.optional(),
    /** What other brokers of the cluster have; present only where one of them differs. */
    peers: z
      .array(z.object({ brokerName: z.string(), brokerId: z.number().int(), value: z.string().nullable() }))
      .optional(),
  })
  .meta({ id: 'ConfigItem' })
export type ConfigItem = z.output<typeof ConfigItem>

/** One setting that the brokers of a RocketMQ cluster do not have alike, with every value of it. */
export const ConfigDifference = z
  .object({
    clusterName: z.string(),
    key: z.string(),
    isRedacted: z.boolean(),
    needsRestart: z.boolean().nullable(),
    /** The most frequent first. */
    values: z.array(
      z.object({
        /** Null: a secret. */
        value: z.string().nullable(),
        /** What most have; false for all where two values are equally frequent. */
        isUsual: z.boolean(),
        brokers: z.array(z.object({ brokerName: z.string(), brokerId: z.number().int() })),
      }),
    ),
  })
  .meta({ id: 'ConfigDifference' })
export type ConfigDifference = z.output<typeof ConfigDifference>

/** Which brokers a change is for: this one, the masters of its RocketMQ cluster, or all brokers of it. */
export const ConfigTargets = z.enum(['BROKER', 'MASTERS', 'ALL'])
export type ConfigTargets = z.output<typeof ConfigTargets>

export const ConfigChange = z.strictObject({
  changes: z
    .record(z.string().min(1).max(255), z.string().max(255))
    .refine((changes) => Object.keys(changes).length > 0, { error: 'at least one setting' }),
  targets: ConfigTargets,
})
export type ConfigChange = z.output<typeof ConfigChange>

/** What a change would do to one setting of one broker. */
export const ConfigChangeItem = z
  .object({
    brokerName: z.string(),
    brokerId: z.number().int(),
    address: z.string(),
    key: z.string(),
    /** Null: this broker has no such setting, and would ignore it. */
    before: z.string().nullable(),
    after: z.string(),
    needsRestart: z.boolean().nullable(),
  })
  .meta({ id: 'ConfigChangeItem' })
export type ConfigChangeItem = z.output<typeof ConfigChangeItem>

/** What became of one setting on one broker, as it was read again afterwards. */
export const ConfigChangeResult = ConfigChangeItem.omit({ after: true })
  .extend({
    wanted: z.string(),
    /** Null where it could not be read again. */
    now: z.string().nullable(),
    outcome: z.enum(['APPLIED', 'IGNORED', 'REFUSED', 'UNKNOWN']),
  })
  .meta({ id: 'ConfigChangeResult' })
export type ConfigChangeResult = z.output<typeof ConfigChangeResult>

export const WritePermissionInput = z.strictObject({
  write: z.boolean(),
  method: z.enum(['brokerConfig', 'nameServer']).default('brokerConfig'),
})
export type WritePermissionInput = z.output<typeof WritePermissionInput>

/** Traffic of one topic, or of one group on one topic, as a broker counts it. */
export const TrafficItem = z
  .object({
    topicName: z.string(),
    groupName: z.string().optional(),
    /** Of the last minute, which the broker samples every 10 s. */
    tps: z.number(),
    /** Messages of the last hour and day; null while the broker has not run for that long: it would say too little. */
    lastHour: Int64.nullable(),
    lastDay: Int64.nullable(),
  })
  .meta({ id: 'TrafficItem' })
export type TrafficItem = z.output<typeof TrafficItem>

/** One list of the traffic of a broker, largest first. */
export const TrafficList = z.object({
  items: z.array(TrafficItem),
  /** How many the broker was asked about, of how many it has. */
  asked: z.number().int(),
  known: z.number().int(),
  reason: z.enum(['NOT_SAMPLED']).optional(),
})
export type TrafficList = z.output<typeof TrafficList>

/** Health of one cluster and why. */
export const ClusterHealthAnswer = z
  .object({
    health: Health,
    healthReasons: z.array(HealthReason),
    healthSince: Time.nullable(),
    checkedAt: Time.nullable(),
  })
  .meta({ id: 'ClusterHealth' })
export type ClusterHealthAnswer = z.output<typeof ClusterHealthAnswer>

export const CleanupKind = z.enum(['cleanExpiredCQ', 'cleanUnusedTopic', 'deleteExpiredCommitLog']).meta({
  id: 'CleanupKind',
  description:
    'cleanExpiredCQ: queue files that point at messages that are gone. cleanUnusedTopic: queue files of topics that the broker has no config of. deleteExpiredCommitLog: message files past their time, as the broker does by itself at deleteWhen',
})
export type CleanupKind = z.output<typeof CleanupKind>
/** Why and by whom nobody is warned of a weakness in this cluster. */
export const CveMute = z.object({ reason: z.string(), by: z.string(), at: Time })
export const CveMuteInput = z.strictObject({ reason: z.string().trim().min(1).max(500) })
export type CveMuteInput = z.output<typeof CveMuteInput>

/** A published weakness that a node of the cluster has by its version. */
export const KnownCve = z
  .object({
    id: z.string(),
    component: z.enum(['broker', 'nameServer']),
    fixedIn: z.array(z.string()),
    link: z.url(),
    nodes: z.array(
      z.object({
        address: z.string(),
        brokerName: z.string().optional(),
        brokerId: z.number().int().optional(),
        version: z.string(),
      }),
    ),
    muted: CveMute.nullable(),
  })
  .meta({ id: 'KnownCve' })
export type KnownCve = z.output<typeof KnownCve>
