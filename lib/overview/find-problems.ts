import type { HealthReason } from '#lib/clusters/schema.ts'
import type { GroupEntry } from '#lib/groups/group-entries.ts'
import type { GroupState } from '#lib/groups/schema.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import type { Problem, Severity } from './schema.ts'

/** Of one kind, so many are named; the rest is counted. */
const NAMED = 5
/** A group that is this far behind is an emergency, whatever its trend. */
const CRITICAL_LAG_MS = 60 * 60_000
const BUSY_WARNING_MS = 200
const BUSY_CRITICAL_MS = 1_000

const criticalReasons: ReadonlySet<string> = new Set([
  'NAME_SERVERS_DOWN',
  'MASTER_DOWN',
  'NO_BROKERS',
  'CRITICAL_ALARM',
])
const unknownReasons: ReadonlySet<string> = new Set(['NOT_CHECKED', 'CHECK_OLD'])

export interface ProblemsInput {
  reasons: readonly HealthReason[]
  healthSince: Date | null
  groups: Iterable<GroupEntry>
  brokers: readonly Broker[]
  /** Null: the sampler has not finished its first pass. */
  sample: { at: Date; periodMs: number } | null
  /** Servers whose part is missing from what is shown. */
  silent: readonly string[]
  now: Date
}

const order: Record<Severity, number> = { critical: 0, warning: 1, unknown: 2, info: 3 }

/** What is wrong, worst first. Pure: everything it needs was read before. */
export function findProblems(input: ProblemsInput): Problem[] {
  const problems = [
    ...input.reasons.flatMap((reason) => (reason.code === 'MAINTENANCE' ? [] : [ofReason(reason, input.healthSince)])),
    ...sampleProblems(input),
    ...silentServers(input),
    ...busyBrokers(input.brokers),
    ...groupProblems([...input.groups]),
  ]
  return problems.sort((a, b) => order[a.severity] - order[b.severity])
}

function ofReason({ code, params, count, link }: HealthReason, since: Date | null): Problem {
  const severity = criticalReasons.has(code) ? 'critical' : unknownReasons.has(code) ? 'unknown' : 'warning'
  return { code, severity, params, count, since, isSinceAtLeast: false, link }
}

const whole = { params: {}, count: 1, isSinceAtLeast: false, link: null }

function sampleProblems({ sample, now }: ProblemsInput): Problem[] {
  if (!sample) return [{ ...whole, code: 'NOT_SAMPLED', severity: 'unknown', since: null }]
  if (now.getTime() - sample.at.getTime() <= 3 * sample.periodMs) return []
  return [{ ...whole, code: 'SAMPLE_OLD', severity: 'unknown', since: sample.at }]
}

/** Without an answer nobody can say that nothing is wrong. What the health names already is not said twice. */
function silentServers({ silent, reasons }: ProblemsInput): Problem[] {
  const isNamed = reasons.some(({ code }) => code.endsWith('_DOWN') || code === 'BROKER_REFUSES')
  if (silent.length === 0 || isNamed) return []
  const params = { names: silent.join(', ') }
  return [
    {
      ...whole,
      code: 'SERVERS_SILENT',
      severity: 'unknown',
      params,
      count: silent.length,
      since: null,
      link: '/nodes',
    },
  ]
}

function busyBrokers(brokers: readonly Broker[]): Problem[] {
  return brokers.flatMap(({ brokerName, brokerId, sendQueueWaitMs: { value, state } }): Problem[] => {
    if (value === null || state === 'stale' || value <= BUSY_WARNING_MS) return []
    return [
      {
        ...whole,
        code: 'BROKER_BUSY',
        severity: value > BUSY_CRITICAL_MS ? 'critical' : 'warning',
        object: { kind: 'broker', name: `${brokerName}:${brokerId}` },
        params: { name: brokerName, waitMs: value },
        since: null,
        link: `/nodes/brokers/${encodeURIComponent(brokerName)}/${brokerId}`,
      },
    ]
  })
}

const codes: Partial<Record<GroupState, string>> = {
  STUCK: 'GROUP_STUCK',
  FALLING_BEHIND: 'GROUP_FALLING_BEHIND',
  BEHIND: 'GROUP_BEHIND',
  NO_CLIENT: 'GROUP_NO_CLIENT',
}

function groupProblems(groups: readonly GroupEntry[]): Problem[] {
  const byCode = new Map<string, { severity: Severity; entry: GroupEntry }[]>()
  const add = (code: string, severity: Severity, entry: GroupEntry) => {
    const list = byCode.get(code)
    if (list) list.push({ severity, entry })
    else byCode.set(code, [{ severity, entry }])
  }
  let unknown = 0
  for (const entry of groups) {
    const { isSystem, state, lag, lagTimeMs, consumeEnable, consistency } = entry.item
    if (isSystem) continue
    if (state === 'UNKNOWN' && entry.sample) unknown += 1
    if (consistency === 'INCONSISTENT') add('GROUP_INCONSISTENT', 'warning', entry)
    const code = codes[state]
    if (code === undefined || lag.value === null || lag.value <= 0n) continue
    const isLate = (lagTimeMs.value ?? 0) >= CRITICAL_LAG_MS
    // Switched off by somebody, or with nobody there: it waits as it must, which is worth a look and no alarm.
    if (consumeEnable === false || state === 'NO_CLIENT') add(code, 'warning', entry)
    else add(code, state === 'STUCK' || isLate ? 'critical' : 'warning', entry)
  }
  const named = [...byCode].flatMap(([code, list]) => nameWorst(code, list))
  if (unknown === 0) return named
  return [
    ...named,
    { ...whole, code: 'GROUPS_UNKNOWN', severity: 'unknown', count: unknown, since: null, link: '/groups' },
  ]
}

/** The worst of one kind by name, and one line for the others. */
function nameWorst(code: string, list: { severity: Severity; entry: GroupEntry }[]): Problem[] {
  const timeOf = ({ entry }: (typeof list)[number]) => entry.item.lagTimeMs.value ?? -1
  list.sort((a, b) => order[a.severity] - order[b.severity] || timeOf(b) - timeOf(a))
  const named = list.slice(0, NAMED).map(({ severity, entry: { item, sample } }): Problem => {
    const isInconsistent = code === 'GROUP_INCONSISTENT'
    return {
      ...whole,
      code,
      severity,
      object: { kind: 'group', name: item.groupName },
      params: isInconsistent
        ? { name: item.groupName, differing: item.inconsistentClients, clients: item.clients.value?.total ?? 0 }
        : { name: item.groupName },
      since: isInconsistent ? (sample?.inconsistentSince ?? null) : null,
      ...(!isInconsistent && { lag: item.lag, lagTimeMs: item.lagTimeMs, trend: item.trend }),
      link: `/groups/${encodeURIComponent(item.groupName)}${isInconsistent ? '?tab=subscriptions' : ''}`,
    }
  })
  const rest = list.slice(NAMED)
  const [first] = rest
  if (!first) return named
  const link = code === 'GROUP_INCONSISTENT' ? '/groups?inconsistent=true' : '/groups'
  return [...named, { ...whole, code: `${code}_MORE`, severity: first.severity, count: rest.length, since: null, link }]
}
