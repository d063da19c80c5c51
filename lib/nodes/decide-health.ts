import type { Health, HealthReason } from '#lib/clusters/schema.ts'
import type { NameServerDifference } from './compare-answers.ts'
import type { NodeKind } from './schema.ts'

/** What the health is decided from: one node after it was asked. */
export interface CheckedNode {
  kind: NodeKind
  address: string
  isUp: boolean
  /** It runs, and refuses what the console asks: its account, most likely. */
  isRefusing: boolean
  brokerName: string | null
  brokerId: number | null
  /** Used share of the disk, 0 to 1; null when it did not say. */
  diskUsedRatio: number | null
  /** Its settings are not those of its peers. */
  hasDrift: boolean
}

/** What is known beside the nodes themselves. */
export interface KnownTrouble {
  /** Name servers that do not list what the first of them lists. */
  disagreeing?: readonly string[]
  /** Topics that name servers hand out different routes of. */
  routes?: readonly NameServerDifference[]
  /** Published weaknesses of the versions that run, without those that somebody has muted. */
  cves?: readonly string[]
  /** Critical alarms that fire, those about `judgedByHealth` left out. */
  criticalAlarms?: number
}

/**
 * Metrics of alarms that say what the health is decided from anyway. They do not count for it: they would say it once more and later,
 * call a cluster without a slave abnormal, and hold the health up for a while after all is well again.
 */
export const judgedByHealth = [
  'clusterUnreachable',
  'masterMissing',
  'brokerDown',
  'slavesDown',
  'nameServerDown',
  'proxyDown',
  'controllerDown',
]

export interface DecidedHealth {
  health: Extract<Health, 'HEALTHY' | 'WARNING' | 'ABNORMAL' | 'UNREACHABLE'>
  reasons: HealthReason[]
  since: Date
}

const DISK_WARNING_RATIO = 0.75
const NODES_PAGE = '/nodes'
const NAME_SERVERS_TAB = `${NODES_PAGE}?tab=nameServers`
const CRITICAL_ALARMS = '/alarms?severity=CRITICAL&state=FIRING'
const NAMED_TOPICS = 3

/**
 * Health of a cluster from its nodes, all of which were just asked.
 *
 * UNREACHABLE: no name server answers. ABNORMAL: a master is missing or silent, there is no broker at all, or a critical alarm
 * fires. WARNING: a slave, name server, proxy or controller is down, a broker refuses the console, name servers list different brokers or hand out
 * different routes, a disk is more than 75 % full, a broker's settings are not those of its peers,
 * or a version that runs has a known weakness that nobody has muted. Else HEALTHY.
 *
 * @param previous what was decided the last time: its `since` holds while the word stays the same
 */
export function decideHealth(
  previous: { health: string; since: Date } | null,
  nodes: readonly CheckedNode[],
  now: Date,
  trouble: KnownTrouble = {},
): DecidedHealth {
  const { health, reasons } = judge(nodes, trouble)
  return { health, reasons, since: previous?.health === health ? previous.since : now }
}

function judge(
  nodes: readonly CheckedNode[],
  { disagreeing = [], routes = [], cves = [], criticalAlarms = 0 }: KnownTrouble,
): Omit<DecidedHealth, 'since'> {
  const isDown = (kind: NodeKind) => nodes.filter((node) => node.kind === kind && !node.isUp)
  const nameServers = nodes.filter(({ kind }) => kind === 'nameServer')
  const downNameServers = isDown('nameServer').map(({ address }) => address)
  if (downNameServers.length === nameServers.length) {
    return { health: 'UNREACHABLE', reasons: [reason('NAME_SERVERS_DOWN', downNameServers)] }
  }

  const masters = mastersDown(nodes)
  const hasBrokers = nodes.some(({ kind }) => kind === 'broker')
  const abnormal = [
    ...reasonIf('MASTER_DOWN', masters),
    ...(hasBrokers
      ? []
      : [
          reason(
            'NO_BROKERS',
            nameServers.map(({ address }) => address),
          ),
        ]),
    ...(criticalAlarms > 0
      ? [{ code: 'CRITICAL_ALARM' as const, params: {}, count: criticalAlarms, link: CRITICAL_ALARMS }]
      : []),
  ]
  const slaves = isDown('broker').filter(({ brokerId }) => brokerId !== null && brokerId !== 0)
  const full = nodes.filter(({ isUp, diskUsedRatio }) => isUp && (diskUsedRatio ?? 0) > DISK_WARNING_RATIO)
  const warnings = [
    ...reasonIf('SLAVE_DOWN', slaves.map(brokerLabel)),
    ...reasonIf('NAME_SERVER_DOWN', downNameServers),
    ...reasonIf(
      'BROKER_REFUSES',
      nodes
        .filter(({ kind, isRefusing }) => kind === 'broker' && isRefusing)
        .map(({ brokerName, address }) => brokerName ?? address),
    ),
    ...reasonIf('NAME_SERVERS_DISAGREE', disagreeing, NAME_SERVERS_TAB),
    ...routesReason(routes),
    ...reasonIf(
      'PROXY_DOWN',
      isDown('proxy').map(({ address }) => address),
    ),
    ...reasonIf(
      'CONTROLLER_DOWN',
      isDown('controller').map(({ address }) => address),
    ),
    ...diskReason(full),
    ...reasonIf(
      'CONFIG_DRIFT',
      nodes.filter(({ isUp, hasDrift }) => isUp && hasDrift).map(brokerLabel),
      `${NODES_PAGE}?tab=differences`,
    ),
    ...(cves.length > 0
      ? [{ code: 'KNOWN_CVE' as const, params: { ids: cves.join(', ') }, count: cves.length, link: NODES_PAGE }]
      : []),
  ]
  const health = abnormal.length > 0 ? 'ABNORMAL' : warnings.length > 0 ? 'WARNING' : 'HEALTHY'
  return { health, reasons: [...abnormal, ...warnings] }
}

/** Names of replica sets whose master does not answer, or that have only slaves. */
function mastersDown(nodes: readonly CheckedNode[]): string[] {
  const brokers = nodes.filter(({ kind }) => kind === 'broker')
  const names = new Set(brokers.map(({ brokerName, address }) => brokerName ?? address))
  return [...names].filter(
    (name) => !brokers.some((node) => (node.brokerName ?? node.address) === name && node.brokerId === 0 && node.isUp),
  )
}

function diskReason(full: readonly CheckedNode[]): HealthReason[] {
  const [fullest] = [...full].sort((a, b) => (b.diskUsedRatio ?? 0) - (a.diskUsedRatio ?? 0))
  if (!fullest) return []
  const { code, params, ...rest } = reason(
    'DISK_USED',
    full.map(({ brokerName, address }) => brokerName ?? address),
  )
  return [{ code, params: { ...params, usedRatio: fullest.diskUsedRatio ?? 0 }, ...rest }]
}

/** Names some topics, and of the first what each name server says of it. */
function routesReason(routes: readonly NameServerDifference[]): HealthReason[] {
  const [first] = routes
  if (!first) return []
  const named = routes.slice(0, NAMED_TOPICS).map(({ name }) => name)
  const topics = `${named.join(', ')}${routes.length > named.length ? ' …' : ''}`
  const values = first.values.map(({ address, value }) => `${address} ${value ?? '–'}`).join(' · ')
  return [{ code: 'ROUTES_DISAGREE', params: { topics, values }, count: routes.length, link: NAME_SERVERS_TAB }]
}

/** Slaves with their number. */
const brokerLabel = ({ brokerName, brokerId, address }: CheckedNode) =>
  brokerName === null ? address : brokerId === 0 ? brokerName : `${brokerName}:${brokerId}`

const reasonIf = (code: HealthReason['code'], names: readonly string[], link?: string) =>
  names.length > 0 ? [reason(code, names, link)] : []

const reason = (code: HealthReason['code'], names: readonly string[], link = NODES_PAGE): HealthReason => ({
  code,
  params: { names: names.join(', ') },
  count: names.length,
  link,
})
