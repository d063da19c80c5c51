import { z } from 'zod'
import { ClusterId, Labels, Metadata, measured, Owner, Remark, Time } from '#lib/api/endpoint.ts'
import { topicLimits, WorstLag } from '#lib/topics/schema.ts'

const ClusterName = z.string().regex(/^[A-Za-z0-9_-]{3,64}$/, '3–64 letters, digits, - or _')
const Environment = z.string().trim().min(1).max(32)
/** Own text is allowed; these are offered. Production switches protection on and is named in every danger dialog. */
export const environmentPresets = ['production', 'staging', 'test', 'development'] as const

const hostPort = /^(\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]{1,253}):(\d{1,5})$/
const isAddress = (text: string) => {
  const port = Number(hostPort.exec(text)?.[2])
  return port >= 1 && port <= 65_535
}
const addressRule = { error: 'host:port, with a port from 1 to 65535' }
const DEFAULT_NAME_SERVER_PORT = 9876

/** `host:port`; IPv6 hosts in brackets. */
const Address = z.string().trim().max(260).refine(isAddress, addressRule)
const NameServerAddress = z
  .string()
  .trim()
  .max(260)
  .overwrite((text) => (/:\d*$/.test(text) && !text.endsWith(']') ? text : `${text}:${DEFAULT_NAME_SERVER_PORT}`))
  .refine(isAddress, addressRule)
const HttpUrl = z.url({ protocol: /^https?$/ }).max(1024)

export const ProxyNode = z.strictObject({
  name: z.string().trim().min(1).max(64),
  grpc: Address,
  remoting: Address,
  metricsUrl: HttpUrl.optional(),
})
export type ProxyNode = z.output<typeof ProxyNode>
/** Where per-node numbers come from that only a Prometheus endpoint has. `{host}` stands for the host of the node. */
export const MetricsSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exporter'),
    urlTemplate: z
      .string()
      .max(1024)
      .regex(/^https?:\/\/\S+$/, 'an http or https URL'),
    overrides: z.record(z.string().max(260), HttpUrl),
  }),
  z.strictObject({
    kind: z.literal('prometheus'),
    url: HttpUrl,
    labels: z.record(z.string().max(128), z.string().max(256)),
  }),
  z.strictObject({ kind: z.literal('none') }),
])
export type MetricsSource = z.output<typeof MetricsSource>
export const AddressMapping = z.strictObject({
  from: z.string().trim().min(1).max(260),
  to: z.string().trim().min(1).max(260),
})

const pem = (what: string) =>
  z
    .string()
    .max(65_536)
    .regex(new RegExp(`-----BEGIN [A-Z ]*${what}-----`), `PEM text with BEGIN ${what}`)
const Credentials = z.strictObject({
  accessKey: z.string().trim().min(1).max(256),
  /** Write-only. Absent keeps the stored one. */
  secretKey: z.string().min(1).max(256).optional(),
})
const Tls = z.strictObject({
  isEnabled: z.boolean(),
  verify: z.boolean().optional(),
  serverName: z.string().trim().min(1).max(253).nullable().optional(),
  ca: pem('CERTIFICATE').nullable().optional(),
  clientCertificate: pem('CERTIFICATE').nullable().optional(),
  /** Write-only. Absent keeps the stored one. */
  clientKey: pem('PRIVATE KEY').nullable().optional(),
})

/** What applies where a registration says nothing. */
export const clusterDefaults = {
  metricsSource: { kind: 'exporter', urlTemplate: 'http://{host}:5557/metrics', overrides: {} } satisfies MetricsSource,
  traceTopics: ['RMQ_SYS_TRACE_TOPIC'],
  connectTimeoutMs: 3_000,
  requestTimeoutMs: 5_000,
  requestsPerSecondPerBroker: 1_000,
}

const settings = {
  nameServers: z
    .array(NameServerAddress)
    .min(1)
    .max(8)
    .refine((addresses) => new Set(addresses).size === addresses.length, { error: 'each name server once' }),
  clusterNames: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(64)
    .nullable()
    .optional()
    .meta({ description: 'RocketMQ cluster names to show; null or absent = all' }),
  proxies: z.array(ProxyNode).max(64).optional(),
  controllers: z.array(Address).max(16).optional(),
  metricsSource: MetricsSource.optional().meta({ default: clusterDefaults.metricsSource }),
  credentials: Credentials.nullable().optional(),
  tls: Tls.optional(),
  addressMap: z.array(AddressMapping).max(256).optional(),
  traceTopics: z.array(z.string().min(1).max(255)).max(16).optional().meta({ default: clusterDefaults.traceTopics }),
  useVipChannel: z.boolean().optional(),
  connectTimeoutMs: z
    .number()
    .int()
    .min(500)
    .max(30_000)
    .optional()
    .meta({ default: clusterDefaults.connectTimeoutMs }),
  requestTimeoutMs: z
    .number()
    .int()
    .min(500)
    .max(30_000)
    .optional()
    .meta({ default: clusterDefaults.requestTimeoutMs }),
  requestsPerSecondPerBroker: z
    .number()
    .int()
    .min(10)
    .max(10_000)
    .optional()
    .meta({ default: clusterDefaults.requestsPerSecondPerBroker }),
  readOnly: z.boolean().optional(),
  deletionProtection: z.boolean().optional().meta({ description: 'Default: true in production' }),
  remark: Remark.nullable().optional(),
  labels: Labels.nullable().optional(),
  owner: Owner.nullable().optional(),
}

/** A registration as a person writes it. */
export const ClusterInput = z
  .strictObject({ name: ClusterName, environment: Environment, ...settings })
  .meta({ id: 'ClusterInput' })
export type ClusterInput = z.output<typeof ClusterInput>

/** Absent = unchanged, null = cleared. `revision`: what the screen showed; an older one answers CONFLICT. */
export const ClusterPatch = z
  .strictObject({
    name: ClusterName.optional(),
    environment: Environment.optional(),
    ...settings,
    nameServers: settings.nameServers.optional(),
    tls: Tls.partial().optional(),
    revision: z.string().max(32).optional(),
  })
  .meta({ id: 'ClusterPatch' })
export type ClusterPatch = z.output<typeof ClusterPatch>

/** Until when a read-only cluster takes writes, who allowed it, and why. */
const ReadOnlyException = z.object({ until: Time, by: z.string(), reason: z.string() })

/** A registration as it is shown: without secrets. */
export const Cluster = z
  .object({
    clusterId: ClusterId,
    name: z.string(),
    environment: z.string(),
    nameServers: z.array(z.string()),
    clusterNames: z.array(z.string()).nullable(),
    proxies: z.array(z.object(ProxyNode.shape)),
    controllers: z.array(z.string()),
    metricsSource: MetricsSource,
    credentials: z.object({ accessKey: z.string(), secretKeyLastFour: z.string() }).nullable(),
    tls: z.object({
      isEnabled: z.boolean(),
      verify: z.boolean(),
      serverName: z.string().optional(),
      hasCa: z.boolean(),
      hasClientCertificate: z.boolean(),
    }),
    addressMap: z.array(z.object(AddressMapping.shape)),
    traceTopics: z.array(z.string()),
    useVipChannel: z.boolean(),
    connectTimeoutMs: z.number().int(),
    requestTimeoutMs: z.number().int(),
    requestsPerSecondPerBroker: z.number().int(),
    readOnly: z.boolean(),
    readOnlyException: ReadOnlyException.optional(),
    maintenanceUntil: Time.optional(),
    ...Metadata.shape,
    removedAt: Time.optional(),
    purgeAt: Time.optional(),
    revision: z.string(),
  })
  .meta({ id: 'Cluster' })
export type Cluster = z.output<typeof Cluster>

export const Health = z.enum(['HEALTHY', 'WARNING', 'ABNORMAL', 'UNREACHABLE', 'UNKNOWN', 'MAINTENANCE'])
export type Health = z.output<typeof Health>
export const HealthReason = z.object({
  code: z.enum([
    'NAME_SERVERS_DOWN',
    'NAME_SERVER_DOWN',
    'NAME_SERVERS_DISAGREE',
    'ROUTES_DISAGREE',
    'MASTER_DOWN',
    'SLAVE_DOWN',
    'NO_BROKERS',
    'CRITICAL_ALARM',
    'BROKER_REFUSES',
    'PROXY_DOWN',
    'CONTROLLER_DOWN',
    'DISK_USED',
    'CONFIG_DRIFT',
    'KNOWN_CVE',
    'NOT_CHECKED',
    'CHECK_OLD',
    'MAINTENANCE',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** How many things the reason is about. */
  count: z.number().int(),
  /** Page of the console that lists them, below the cluster's own path; null = none. */
  link: z.string().nullable(),
})
export type HealthReason = z.output<typeof HealthReason>

/** A group that needs somebody: it consumes nothing of what waits, or less than arrives. */
export const BehindState = z.enum(['STUCK', 'FALLING_BEHIND'])
export const BehindGroup = WorstLag.extend({ state: BehindState, since: Time.nullable() }).meta({ id: 'BehindGroup' })
export type BehindGroup = z.output<typeof BehindGroup>

/** `up` is null while nobody has asked, or the last answer is too old to believe. */
const NodeCount = z.object({ up: z.number().int().nullable(), known: z.number().int() })
export type NodeCount = z.output<typeof NodeCount>

/** One row of the fleet. */
export const ClusterItem = z
  .object({
    clusterId: ClusterId,
    name: z.string(),
    environment: z.string(),
    health: Health,
    healthReasons: z.array(HealthReason),
    healthSince: Time.nullable(),
    checkedAt: Time.nullable(),
    versionLowest: z.string().nullable(),
    versionHighest: z.string().nullable(),
    cves: z.array(z.string()),
    masters: NodeCount,
    slaves: NodeCount,
    nameServers: NodeCount,
    proxies: NodeCount,
    controllers: NodeCount,
    topics: measured(z.number()),
    topicLimit: z.number().nullable(),
    groups: measured(z.number()),
    groupLimit: z.number().nullable(),
    inTps: measured(z.number()),
    outTps: measured(z.number()),
    /** The longest lag time of all groups. */
    worstLag: WorstLag.nullable(),
    /** Groups that are stuck or falling behind. */
    groupsBehind: measured(z.number().int()),
    /** Of these, the one with the longest lag time. */
    worstBehind: BehindGroup.nullable(),
    diskUsedRatio: measured(z.number()),
    /** At the pace of the last days; `na`: it does not fill. Unknown before 24 h of samples. */
    diskFullInDays: measured(z.number()),
    oldestMessageAt: measured(Time),
    alarms: z.object({ critical: z.number().int(), warning: z.number().int(), info: z.number().int() }),
    /** Refuses writes now. */
    readOnly: z.boolean(),
    /** Only while it runs. */
    readOnlyException: ReadOnlyException.optional(),
    isTlsUnverified: z.boolean(),
    ...Metadata.shape,
    removedAt: Time.optional(),
    purgeAt: Time.optional(),
  })
  .meta({ id: 'ClusterItem' })
export type ClusterItem = z.output<typeof ClusterItem>

const NamePattern = z
  .string()
  .min(1)
  .max(100)
  .nullable()
  .meta({ description: 'A regular expression over the name without its namespace' })

const Capacity = z.number().int().min(1).max(1_000_000_000).nullable().meta({
  description:
    'Messages a second that the cluster is meant to carry, for capacityUsedRatio; null = nobody has said. Limits nothing',
})

/** What may be created in a cluster through the console. What exists stays as it is. */
export const Limits = z
  .object({
    /** Of all brokers together, retry, dead-letter and system topics not counted. Null = any number. */
    maxTopics: z.number().int().min(0).max(1_000_000).nullable(),
    maxGroups: z.number().int().min(0).max(1_000_000).nullable(),
    maxRoles: z.number().int().min(0).max(100_000).nullable(),
    /** Queues of a topic on one broker. */
    topicQueuesMin: z.number().int().min(1).max(topicLimits.queuesPerBrokerMax),
    topicQueuesMax: z.number().int().min(1).max(topicLimits.queuesPerBrokerMax),
    /** A name that does not match is refused. */
    topicNamePattern: NamePattern,
    groupNamePattern: NamePattern,
    /** A name that does not match is warned of. */
    topicNameHint: NamePattern,
    groupNameHint: NamePattern,
    /** Of a message that is sent from here. */
    maxTestBodyBytes: z.number().int().min(1).max(4_194_304),
    /** Messages of one export. */
    maxExportMessages: z.number().int().min(1).max(10_000_000),
    /** Messages that one scan looks at. */
    maxScanMessages: z.number().int().min(1).max(100_000_000),
    capacityInTps: Capacity,
    capacityOutTps: Capacity,
    revision: z.string(),
  })
  .meta({ id: 'Limits' })
export type Limits = z.output<typeof Limits>
export const LimitsInput = z.strictObject({ ...Limits.shape, revision: z.string().optional() })
export type LimitsInput = z.output<typeof LimitsInput>

/** Columns that the fleet sorts by. */
export const clusterSortFields = [
  'name',
  'environment',
  'health',
  'healthSince',
  'checkedAt',
  'versionLowest',
  'versionHighest',
  'masters',
  'slaves',
  'nameServers',
  'proxies',
  'controllers',
  'topics',
  'groups',
  'inTps',
  'outTps',
  'worstLag',
  'groupsBehind',
  'diskUsedRatio',
  'diskFullInDays',
  'oldestMessageAt',
  'alarms',
  'owner',
  'remark',
  'createdAt',
  'removedAt',
] as const
export type ClusterSortField = (typeof clusterSortFields)[number]

/** One line of a connection test. */
export const TestStep = z
  .object({
    step: z.enum([
      'nameServer',
      'clusterInfo',
      'broker',
      'slave',
      'proxy',
      'controller',
      'exporter',
      'traceTopic',
      'clock',
    ]),
    target: z.string(),
    outcome: z.enum(['OK', 'FAILED', 'SKIPPED']),
    durationMs: z.number(),
    detail: z.string(),
    error: z
      .object({
        code: z.string(),
        detail: z.string(),
        broker: z
          .object({
            address: z.string(),
            brokerName: z.string().optional(),
            responseCode: z.number().int(),
            responseCodeName: z.string(),
            remark: z.string(),
          })
          .optional(),
      })
      .optional(),
    facts: z
      .object({
        version: z.string().optional(),
        aclKind: z.enum(['none', 'acl1', 'acl2']).optional(),
        isCredentialAccepted: z.boolean().optional(),
        /** Server's clock minus ours, ± 1 s: brokers tell their run time in whole seconds. */
        clockDifferenceSec: z.number().int().optional(),
      })
      .optional(),
  })
  .meta({ id: 'TestStep' })
export type TestStep = z.output<typeof TestStep>

export const TestResult = z
  .object({ ok: z.boolean(), steps: z.array(TestStep), clusterNames: z.array(z.string()) })
  .meta({ id: 'TestResult' })
export type TestResult = z.output<typeof TestResult>

/** Longest time that a read-only cluster may be opened for writes. */
export const MAX_READ_ONLY_EXCEPTION_MS = 4 * 3_600_000
/** How long a removed registration can be restored. */
export const PURGE_AFTER_MS = 7 * 24 * 3_600_000

export const ReadOnlyInput = z
  .strictObject({
    readOnly: z.boolean(),
    exception: z
      .strictObject({ until: Time, reason: z.string().trim().min(1).max(256) })
      .nullable()
      .optional()
      .meta({ description: 'Writes are allowed until then, at most 4 h ahead; null ends it' }),
  })
  .meta({ id: 'ReadOnlyInput' })
export type ReadOnlyInput = z.output<typeof ReadOnlyInput>
export const MaintenanceInput = z
  .strictObject({ until: Time.nullable().meta({ description: 'null ends the maintenance' }) })
  .meta({ id: 'MaintenanceInput' })
export type MaintenanceInput = z.output<typeof MaintenanceInput>
