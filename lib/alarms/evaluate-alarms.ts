import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { AlarmInstance as InstanceRow } from '#lib/db/generated/client.ts'
import { log } from '#lib/log.ts'
import { count } from '#lib/metrics.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { HeldLease } from '#lib/worker/lease.ts'
import { type ClusterFacts, readClusterFacts, wantedBy } from './cluster-facts.ts'
import { followShippedRules } from './follow-shipped-rules.ts'
import { Causes, causeOf, isInhibitedBy } from './inhibit.ts'
import { changesOf, objectOf, toState } from './instance-row.ts'
import { type Judgement, judge } from './judge.ts'
import { loadRules } from './load-rules.ts'
import { type Candidate, candidatesOf, matchingObjects, objectKey } from './objects.ts'
import { newestPass } from './read-windows.ts'
import { RowReader } from './row-reader.ts'
import type { LoadedRule } from './rule-content.ts'
import { sightOf } from './rule-sight.ts'
import type { AlarmObject, CloseReason } from './schema.ts'
import { makeShippedRules } from './shipped-rules.ts'
import { isSilencedAt, type LoadedSilence, readSilences, silenceOf } from './silences.ts'
import { type HiddenBy, type InstanceState, type StepEvent, type SteppingRule, stepInstance } from './step-instance.ts'
import { type Changed, type RuleRun, storeRound } from './store-round.ts'
import { isWithinHours } from './weekly-hours.ts'
import { MINUTE_MS } from './windows.ts'

const HOUR_MS = 3_600_000
/** A minute that was not sampled by then never will be. */
const MISSED_MS = 3 * MINUTE_MS
/** After a pause the periods of so long are judged one by one, at their own times; those before are not known. */
const CATCH_UP_MS = HOUR_MS

/** An incident while the round runs. */
interface Open {
  instanceId: string
  ruleId: string
  objectKey: string
  object: AlarmObject
  state: InstanceState | null
  /** As it was read; null: it began in this round. */
  stored: InstanceRow | null
  owner: string | null
  labels: Readonly<Record<string, string>>
  silencedBy: Changed['silencedBy']
  inhibitedBy: Changed['inhibitedBy']
  events: StepEvent[]
  previousValue: number | null
}

/** Clusters whose shipped rules are those of this version: it does not change while the process runs. */
const followed = new Set<string>()

/**
 * Task of the worker, every 10 s and cluster: judges each rule at the end of each of its periods, as soon as the sample of that
 * minute is there; rules about states of this moment each time. States, events, notices and how far each rule was judged are
 * written in one transaction: killed before it, the same periods are judged again; after it, none of them.
 */
export async function evaluateAlarms(
  ctx: Context,
  { clusterId, now, lease }: { clusterId: string; now: Date; lease?: HeldLease },
): Promise<{ judged: number; notices: number }> {
  requirePermission(ctx, 'alarm:read', clusterId)
  if (!followed.has(clusterId)) await followShippedRules(clusterId)
  followed.add(clusterId)
  await makeShippedRules(clusterId, now)
  const { rules, judgedAt } = await loadRules(clusterId)
  const newest = await newestPass(clusterId, new Date(now.getTime() - 24 * HOUR_MS))
  const enabled = rules.filter(({ isEnabled }) => isEnabled)
  const due = enabled.flatMap((rule) => {
    const periods = periodsDue(rule, judgedAt.get(rule.ruleId) ?? null, newest, now)
    return periods.length > 0 ? [{ rule, periods }] : []
  })
  const openRows = await db().alarmInstance.findMany({ where: { clusterId, endedAt: null } })
  const withoutRule = openRows.filter(({ ruleId }) => !enabled.some((rule) => rule.ruleId === ruleId))
  if (due.length === 0 && withoutRule.length === 0) return { judged: 0, notices: 0 }
  const facts = await readClusterFacts(ctx, clusterId, now, wantedBy(due.map(({ rule }) => rule)))
  const round = new Round(facts, rules, openRows, {
    recent: await db().alarmInstance.findMany({
      where: { clusterId, endedAt: { gt: new Date(now.getTime() - HOUR_MS) } },
      orderBy: { endedAt: 'asc' },
    }),
    silences: await readSilences(facts.cluster, new Date(now.getTime() - CATCH_UP_MS), now),
  })
  for (const row of withoutRule)
    round.close(row, rules.some(({ ruleId }) => ruleId === row.ruleId) ? 'RULE_DISABLED' : 'RULE_DELETED')
  const runs: RuleRun[] = []
  // What explains others is judged first, so that those are not told in the same round.
  due.sort((a, b) => Number(causeOf(a.rule) === null) - Number(causeOf(b.rule) === null))
  for (const { rule, periods } of due) {
    ctx.signal.throwIfAborted()
    const startedAt = performance.now()
    const run = { ruleId: rule.ruleId, revision: rule.revision, judgedAt: periods.at(-1) ?? null }
    try {
      const matched = await round.judge(rule, periods)
      runs.push({ ...run, matched, tookMs: performance.now() - startedAt, error: null })
      countEvaluation('ok')
    } catch (error) {
      if (ctx.signal.aborted) throw error
      log.error({ error, clusterId, ruleId: rule.ruleId }, 'A rule could not be judged')
      round.forget(rule.ruleId)
      countEvaluation('failed')
      const text = error instanceof Error ? error.message.slice(0, 500) : String(error)
      runs.push({ ...run, judgedAt: null, matched: 0, tookMs: performance.now() - startedAt, error: text })
    }
  }
  const notices = await storeRound(facts.cluster, rules, { runs, changed: round.changed(), now }, lease)
  return { judged: runs.length, notices }
}

const countEvaluation = (outcome: 'ok' | 'failed') =>
  count('apogee_alarm_evaluations_total', 'Rules judged for a cluster, by outcome', { outcome })

/** Ends of the periods that are to be judged, oldest first. */
export function periodsDue(
  rule: Pick<LoadedRule, 'stepMs' | 'isLive'>,
  judgedAt: Date | null,
  newest: Date | null,
  now: Date,
): Date[] {
  const { stepMs, isLive } = rule
  const floor = (ms: number) => Math.floor(ms / stepMs) * stepMs
  if (isLive) {
    const at = floor(now.getTime())
    return judgedAt === null || judgedAt.getTime() < at ? [new Date(at)] : []
  }
  const last = floor(Math.max(newest?.getTime() ?? 0, now.getTime() - MISSED_MS))
  const next = judgedAt === null ? last : judgedAt.getTime() + stepMs
  const first = Math.max(next, floor(last - CATCH_UP_MS))
  const count = Math.floor((last - first) / stepMs) + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => new Date(first + index * stepMs))
}

class Round {
  readonly #facts: ClusterFacts
  readonly #rules: ReadonlyMap<string, LoadedRule>
  readonly #reader: RowReader
  readonly #silences: readonly LoadedSilence[]
  readonly #open = new Map<string, Open>()
  readonly #byRule = new Map<string, Set<Open>>()
  readonly #recent = new Map<string, Date[]>()
  readonly #ended: Open[] = []
  readonly #causes = new Causes<Open>()

  constructor(
    facts: ClusterFacts,
    rules: readonly LoadedRule[],
    openRows: readonly InstanceRow[],
    { recent, silences }: { recent: readonly InstanceRow[]; silences: readonly LoadedSilence[] },
  ) {
    this.#facts = facts
    this.#rules = new Map(rules.map((rule) => [rule.ruleId, rule]))
    this.#reader = new RowReader(facts)
    this.#silences = silences
    for (const row of recent) this.#recent.set(`${row.ruleId} ${row.objectKey}`, changesOf(row))
    for (const row of openRows) this.#hold(openOf(row))
  }

  /** Judges one rule at the end of each of its periods. @returns how many objects it is about, without those that have no such metric */
  async judge(rule: LoadedRule, periods: readonly Date[]): Promise<number> {
    const sight = await sightOf(rule.boundTo)
    const { clusterId } = this.#facts.cluster
    const matched = matchingObjects(this.#facts, rule.level, rule.selector, sight(clusterId))
    const keys = new Set<string>()
    let applicable = 0
    for (const at of periods) {
      applicable = 0
      await this.#reader.prepare(rule.conditions, rule.level, at)
      for (const candidate of matched) {
        const { key } = candidate
        keys.add(key)
        if (this.#step(rule, candidate, key, at) !== 'NOT_APPLICABLE') applicable++
      }
    }
    const last = periods.at(-1)
    for (const open of [...(this.#byRule.get(rule.ruleId) ?? [])]) {
      const reason = keys.has(open.objectKey) ? null : this.#goneReason(open.object)
      if (last && reason) this.#end(rule, open, reason, last)
    }
    return applicable
  }

  /** Of an incident whose rule is gone. */
  close(row: InstanceRow, reason: CloseReason): void {
    const open = [...(this.#byRule.get(row.ruleId) ?? [])].find(({ instanceId }) => instanceId === row.instanceId)
    if (!open?.state) return
    const step = stepInstance(
      noRule,
      open.state,
      { kind: 'GONE', reason },
      this.#clock(open, this.#facts.now, MINUTE_MS),
    )
    this.#take(open, step)
  }

  /** Nothing of a rule that could not be judged is kept. */
  forget(ruleId: string): void {
    for (const open of this.#byRule.get(ruleId) ?? []) {
      open.events = []
      open.state = open.stored && toState(open.stored)
      if (!open.stored) this.#open.delete(`${ruleId} ${open.objectKey}`)
    }
    for (const open of this.#ended.filter((each) => each.ruleId === ruleId))
      this.#ended.splice(this.#ended.indexOf(open), 1)
  }

  changed(): Changed[] {
    const all = [...this.#open.values(), ...this.#ended]
    return all
      .filter(({ state, stored }) =>
        stored === null ? state !== null : state === null || state.judgedAt > stored.judgedAt,
      )
      .map((open) => ({ ...open, isDropped: open.state === null, trend: trendOf(open) }))
  }

  #step(rule: LoadedRule, candidate: Candidate, key: string, at: Date): Judgement['kind'] {
    const values = rule.conditions.map((condition) => this.#reader.value(condition, candidate, at))
    const judgement = judge(rule, values)
    const held = this.#byRule.has(rule.ruleId) ? this.#open.get(`${rule.ruleId} ${key}`) : undefined
    if (
      !held &&
      judgement.kind === 'JUDGED' &&
      !Object.values(judgement.bySeverity).some(({ holds }) => holds === true)
    )
      return judgement.kind
    if (!held && judgement.kind === 'NOT_APPLICABLE') return judgement.kind
    if (!held && judgement.kind === 'NO_DATA' && rule.noData.action !== 'ALARM') return judgement.kind
    if (!held && judgement.kind === 'ERROR' && rule.onError.action !== 'ALARM') return judgement.kind
    const open = held ?? this.#begin(rule, candidate, key)
    open.owner = rule.owner ?? candidate.owner
    open.labels = { ...candidate.labels, ...rule.labels }
    open.previousValue = open.state?.value ?? null
    const step = stepInstance({ ...rule, forPeriods: rule.forSteps }, open.state, judgement, {
      ...this.#clock(open, at, rule.stepMs, rule),
      ...(open.state === null && { recentChanges: this.#recent.get(`${rule.ruleId} ${key}`) ?? [] }),
    })
    if (!held && step.instance) this.#hold(open)
    this.#take(open, step)
    return judgement.kind
  }

  #end(rule: LoadedRule, open: Open, reason: CloseReason, at: Date): void {
    const late = open.state && open.state.judgedAt >= at ? new Date(open.state.judgedAt.getTime() + 1) : at
    const step = stepInstance(rule, open.state, { kind: 'GONE', reason }, this.#clock(open, late, rule.stepMs, rule))
    this.#take(open, step)
  }

  #take(open: Open, { instance, events }: { instance: InstanceState | null; events: StepEvent[] }): void {
    open.state = instance
    // After a pause several repeats may be due: one of them says it all.
    const isRepeat = ({ transition, kind }: StepEvent) => kind === 'NOTICE' && transition === 'REPEAT'
    if (events.some(isRepeat)) open.events = open.events.filter((event) => !isRepeat(event))
    open.events.push(...events)
    const rule = this.#rules.get(open.ruleId)
    const kind = rule ? causeOf(rule) : null
    if (kind && instance?.state === 'FIRING') this.#causes.add(open, kind)
    else this.#causes.delete(open)
    if (instance !== null && instance.endedAt === null) return
    this.#open.delete(`${open.ruleId} ${open.objectKey}`)
    this.#byRule.get(open.ruleId)?.delete(open)
    this.#ended.push(open)
    if (instance) this.#recent.set(`${open.ruleId} ${open.objectKey}`, [...instance.changes])
  }

  #clock(open: Open, at: Date, periodMs: number, rule?: LoadedRule) {
    return {
      at,
      periodMs,
      hiddenBy: (severity: InstanceState['severity']): HiddenBy | null => {
        const { instanceId, ruleId, object, labels } = open
        const { clusterId } = this.#facts.cluster
        const silenced = { instanceId, clusterId, ruleId, object, severity, labels }
        open.silencedBy = silenceOf(
          this.#silences.filter((each) => isSilencedAt(each, at)),
          silenced,
          at,
        )
        open.inhibitedBy = rule ? this.#inhibitedBy(rule, open) : null
        if (open.silencedBy) return 'SILENCE'
        if (open.inhibitedBy) return 'INHIBITION'
        const isActive = !rule?.activeHours || rule.activeHours.some((hours) => isWithinHours(hours, at))
        return isActive ? null : 'ACTIVE_HOURS'
      },
    }
  }

  #inhibitedBy(rule: LoadedRule, open: Open): Changed['inhibitedBy'] {
    for (const [cause, kind] of this.#causes.of(open.object)) {
      if (cause === open) continue
      if (!isInhibitedBy({ kind, object: cause.object }, rule, open.object, this.#waitsForBroker(open.object))) continue
      const { instanceId, ruleId, object } = cause
      return { instanceId, ruleId, ruleName: this.#rules.get(ruleId)?.name ?? '', object }
    }
    return null
  }

  /** A part of what the group has not consumed lies on a broker that does not answer. */
  #waitsForBroker({ groupName }: AlarmObject): boolean {
    const lag = groupName === undefined ? undefined : this.#facts.groupOf(groupName)?.lag
    return lag !== undefined && (lag.state === 'stale' || lag.state === 'unknown' || lag.reason === 'PARTIAL')
  }

  #begin(rule: LoadedRule, { object }: Candidate, key: string): Open {
    return {
      instanceId: randomUUID(),
      ruleId: rule.ruleId,
      objectKey: key,
      object,
      state: null,
      stored: null,
      owner: null,
      labels: {},
      silencedBy: null,
      inhibitedBy: null,
      events: [],
      previousValue: null,
    }
  }

  #hold(open: Open): void {
    this.#open.set(`${open.ruleId} ${open.objectKey}`, open)
    const ofRule = this.#byRule.get(open.ruleId) ?? new Set()
    ofRule.add(open)
    this.#byRule.set(open.ruleId, ofRule)
    const rule = this.#rules.get(open.ruleId)
    const kind = rule ? causeOf(rule) : null
    if (kind && open.state?.state === 'FIRING') this.#causes.add(open, kind)
  }

  /** Why a rule is not about an object any more; null: a server that may have it did not answer. */
  #goneReason(object: AlarmObject): CloseReason | null {
    const key = objectKey(object)
    if (candidatesOf(this.#facts, object.level).some((each) => objectKey(each.object) === key))
      return 'NO_LONGER_MATCHES'
    const { isSampled, sample, areNodesRead, nodes } = this.#facts
    const isOfNodes = object.level === 'broker' || object.level === 'node'
    // A silent proxy hides clients alone, for however long.
    const brokers = new Set(nodes.filter(({ kind }) => kind === 'broker').map(({ address }) => address))
    const isBrokerSilent = sample?.partial.some(({ address }) => !areNodesRead || brokers.has(address)) !== false
    const isTold = isOfNodes ? areNodesRead : isSampled && !isBrokerSilent
    return isTold ? 'DELETED' : null
  }
}

/** For closing alone: no part of it is asked. */
const noRule: SteppingRule = {
  conditions: [],
  forPeriods: 0,
  keepFiringMs: 0,
  noData: { action: 'KEEP_LAST' },
  onError: { action: 'KEEP_LAST' },
  repeatMs: null,
  growRepeat: false,
  maxSends: null,
  sendResolved: false,
}

const openOf = (row: InstanceRow): Open => ({
  instanceId: row.instanceId,
  ruleId: row.ruleId,
  objectKey: row.objectKey,
  object: objectOf(row),
  state: toState(row),
  stored: row,
  owner: row.owner,
  labels: Object(row.labels) as Record<string, string>, // written by the evaluation
  silencedBy: null,
  inhibitedBy: null,
  events: [],
  previousValue: row.value,
})

/** Less than so much is no trend. */
const FLAT_SHARE = 0.01

function trendOf({ state, previousValue, stored }: Open): 'UP' | 'FLAT' | 'DOWN' | null {
  const value = state?.value ?? null
  if (value === null || previousValue === null || !stored) return null
  const change = value - previousValue
  if (Math.abs(change) <= Math.abs(previousValue) * FLAT_SHARE) return 'FLAT'
  return change > 0 ? 'UP' : 'DOWN'
}
