import type { AlarmEvent } from './incident-schema.ts'
import type { Judgement, SeverityVerdict } from './judge.ts'
import type { NewAlarmRule } from './rule-schema.ts'
import type { AlarmState, CloseReason, Severity, Transition } from './schema.ts'
import { severities } from './schema.ts'

/** The part of a rule that the state machine knows. */
export type SteppingRule = Pick<
  NewAlarmRule,
  | 'conditions'
  | 'forPeriods'
  | 'keepFiringMs'
  | 'noData'
  | 'onError'
  | 'repeatMs'
  | 'growRepeat'
  | 'maxSends'
  | 'sendResolved'
>

/** One incident as it stands between two periods. All clocks are those of samples. */
export interface InstanceState {
  state: AlarmState
  closeReason: CloseReason | null
  severity: Severity | null
  /** Row that decided. */
  row: number
  value: number | null
  /** When it was known the last time. */
  valueAt: Date | null
  threshold: number | null
  peakValue: number | null
  peakSeverity: Severity | null
  since: Date
  firedAt: Date | null
  /** When its condition held the last time. */
  lastSeenAt: Date
  endedAt: Date | null
  judgedAt: Date
  /** Consecutive periods in which it held; frozen while nothing is known. */
  truePeriods: number
  /** How long it has been past the clear threshold. */
  clearedMs: number
  noDataPeriods: number
  errorMs: number
  /** Changes of state in the last hour, of this and earlier incidents of the object. */
  changes: readonly Date[]
  isFlapping: boolean
  sends: number
  /** Of what was told last. */
  notifiedSeverity: Severity | null
  lastNoticeAt: Date | null
  nextRepeatAt: Date | null
  repeatWaitMs: number | null
  acknowledged: { by: string; at: Date; note: string | null; until: Date | null } | null
}

export type HiddenBy = NonNullable<AlarmEvent['hiddenBy']>
export type StepEvent = Pick<
  AlarmEvent,
  'at' | 'kind' | 'from' | 'to' | 'severity' | 'value' | 'threshold' | 'closeReason' | 'transition' | 'hiddenBy'
>

export interface Step {
  /** Null: all is well, and was never otherwise: there is nothing to keep. */
  instance: InstanceState | null
  events: StepEvent[]
}

export interface StepClock {
  /** End of the period that was judged. */
  at: Date
  periodMs: number
  /** Why nobody may be told now of an alarm of that severity. */
  hiddenBy: HiddenBy | null | ((severity: Severity | null) => HiddenBy | null)
  /** Changes of earlier incidents of the same object. */
  recentChanges?: readonly Date[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** More changes than these in an hour are flapping. */
const CALM_CHANGES = 4

/** States in which somebody is told: FIRING, and what the rule says of missing data and failed polls. */
const isOpenState = (state: AlarmState) => state !== 'OK' && state !== 'CLOSED'

/**
 * One period of one object: where its alarm goes from where it is. Pure; the same for evaluation and backtest.
 *
 * What is not known never resolves anything. A period that was judged already changes nothing.
 */
export function stepInstance(
  rule: SteppingRule,
  before: InstanceState | null,
  judgement: Judgement | { kind: 'GONE'; reason: CloseReason },
  clock: StepClock,
): Step {
  if (before && (!isOpenState(before.state) || clock.at <= before.judgedAt)) return { instance: before, events: [] }
  const run = new Run(rule, before, clock)
  switch (judgement.kind) {
    case 'GONE':
      run.close(judgement.reason)
      break
    case 'NOT_APPLICABLE':
      run.close('NOT_APPLICABLE')
      break
    case 'NO_DATA':
      run.noData()
      break
    case 'ERROR':
      run.error()
      break
    case 'JUDGED':
      run.judged(judgement)
  }
  return run.end()
}

type Judged = Extract<Judgement, { kind: 'JUDGED' }>

class Run {
  readonly #rule: SteppingRule
  readonly #clock: StepClock
  readonly #events: StepEvent[] = []
  /** Null when nothing is open. */
  #now: InstanceState | null
  /** Frozen or not known: repeats wait. */
  #isFrozen = false

  constructor(rule: SteppingRule, before: InstanceState | null, clock: StepClock) {
    this.#rule = rule
    this.#clock = clock
    this.#now = before && { ...before }
  }

  judged(judgement: Judged): void {
    const now = this.#now
    const fired = now !== null && now.firedAt !== null && now.severity !== null
    const held = severityNow(judgement, fired && now.state === 'FIRING' ? now.severity : null)
    if (held) this.#holds(held.severity, held.verdict, judgement)
    else this.#holdsNot(judgement)
  }

  #holds(severity: Severity, verdict: SeverityVerdict, judgement: Judged): void {
    const { at } = this.#clock
    const now = this.#now ?? this.#begin()
    this.#now = now
    now.truePeriods += 1
    now.noDataPeriods = 0
    now.errorMs = 0
    now.clearedMs = 0
    now.lastSeenAt = at
    now.row = verdict.row
    this.#see(now, judgement.values[verdict.row])
    now.threshold = verdict.threshold
    const isFiring = now.state === 'FIRING' || now.state === 'RECOVERING' || this.#firedByCondition(now)
    if (!isFiring && now.truePeriods < this.#rule.forPeriods) {
      now.severity = severity
      return
    }
    const previous = now.severity
    now.severity = severity
    now.peakValue = this.#worse(now.peakValue, now.value, now.row)
    now.peakSeverity = maxSeverity(now.peakSeverity, severity)
    if (now.state !== 'FIRING') {
      if (now.firedAt === null) {
        if (now.state === 'PENDING' && now.since < at)
          this.#event({ kind: 'STATE', from: 'OK', to: 'PENDING', at: now.since })
        now.firedAt = at
      }
      this.#move('FIRING')
    } else if (previous !== severity) {
      this.#event({ kind: 'SEVERITY', from: 'FIRING', to: 'FIRING' })
    }
  }

  #holdsNot(judgement: Judged): void {
    const now = this.#now
    if (!now) return
    now.noDataPeriods = 0
    now.errorMs = 0
    now.truePeriods = 0
    this.#see(now, judgement.values[now.row])
    if (now.state === 'PENDING') {
      this.#now = null
      return
    }
    if (now.state === 'RECOVERING') now.clearedMs += this.#clock.periodMs
    else {
      now.clearedMs = 0
      this.#move('RECOVERING')
    }
    this.#calm(now)
    // While it flaps it stays open: one incident that goes up and down, not five that come and go.
    if (now.clearedMs < this.#rule.keepFiringMs || now.isFlapping) return
    this.#move('OK')
    now.endedAt = this.#clock.at
    now.nextRepeatAt = null
  }

  noData(): void {
    const { noData } = this.#rule
    const now = this.#now
    this.#isFrozen = true
    switch (noData.action) {
      case 'KEEP_LAST':
        return
      case 'IGNORE':
        if (now && now.state !== 'PENDING' && now.state !== 'NO_DATA') this.#move('NO_DATA')
        return
      case 'OK':
        this.close('NO_DATA')
        return
      case 'ALARM': {
        const open = now ?? this.#begin()
        this.#now = open
        open.noDataPeriods += 1
        if (open.noDataPeriods < Math.max(1, this.#rule.forPeriods)) return
        this.#alarmUnknown(open, 'NO_DATA', noData.severity)
      }
    }
  }

  error(): void {
    const { onError } = this.#rule
    this.#isFrozen = true
    if (onError.action === 'KEEP_LAST') return
    const open = this.#now ?? this.#begin()
    this.#now = open
    open.errorMs += this.#clock.periodMs
    if (open.errorMs < onError.afterMinutes * 60_000) return
    this.#alarmUnknown(open, 'ERROR', onError.severity)
  }

  #alarmUnknown(now: InstanceState, state: 'NO_DATA' | 'ERROR', severity: Severity): void {
    this.#isFrozen = false
    now.severity = maxSeverity(now.severity, severity)
    now.peakSeverity = maxSeverity(now.peakSeverity, now.severity)
    now.lastSeenAt = this.#clock.at
    now.firedAt ??= this.#clock.at
    if (now.state !== state) this.#move(state)
  }

  close(reason: CloseReason): void {
    const now = this.#now
    if (!now) return
    if (now.state === 'PENDING') {
      this.#now = null
      return
    }
    now.closeReason = reason
    this.#move('CLOSED')
    now.endedAt = this.#clock.at
    now.nextRepeatAt = null
  }

  /** What is to be told, and the events as they came. */
  end(): Step {
    const now = this.#now
    if (now) {
      now.judgedAt = this.#clock.at
      this.#calm(now)
      this.#endAcknowledgement(now)
      this.#tell(now)
    }
    return { instance: now, events: this.#events }
  }

  #tell(now: InstanceState): void {
    const hidden = this.#clock.hiddenBy
    const hiddenBy = typeof hidden === 'function' ? hidden(now.severity) : hidden
    const last = this.#events.findLast(({ kind }) => kind === 'STATE' || kind === 'SEVERITY')
    const tell = (transition: Transition) => {
      if (last) last.transition = transition
      else this.#event({ kind: 'NOTICE', from: now.state, to: now.state, transition })
    }
    const hide = (by: HiddenBy) => {
      if (last) last.hiddenBy = by
    }
    if (now.state === 'OK') {
      if (now.sends === 0 || !this.#rule.sendResolved) return
      if (hiddenBy) hide(hiddenBy)
      else tell('RESOLVED')
      return
    }
    if (this.#flaps(now)) {
      now.isFlapping = true
      const transition = hiddenBy === null ? 'FLAPPING' : null
      this.#event({ kind: 'FLAPPING', from: now.state, to: now.state, transition, hiddenBy })
      // It says all that there is to say now.
      if (transition) this.#sent(now)
      return
    }
    const isAlarming =
      now.state === 'FIRING' ||
      (now.state === 'NO_DATA' && this.#rule.noData.action === 'ALARM') ||
      (now.state === 'ERROR' && this.#rule.onError.action === 'ALARM')
    if (!isAlarming || this.#isFrozen) return
    const transition = this.#due(now)
    if (transition === null) return
    if (hiddenBy) {
      if (transition !== 'REPEAT') hide(hiddenBy)
      return
    }
    if (transition === 'REPEAT' && this.#rule.maxSends !== null && now.sends >= this.#rule.maxSends) {
      now.nextRepeatAt = null
      return
    }
    tell(transition)
    this.#sent(now)
  }

  #sent(now: InstanceState): void {
    now.sends += 1
    now.lastNoticeAt = this.#clock.at
    now.notifiedSeverity = now.severity
    this.#planRepeat(now)
  }

  #due(now: InstanceState): Transition | null {
    if (now.sends === 0) return now.acknowledged ? null : 'FIRING'
    if (rank(now.severity) > rank(now.notifiedSeverity)) return 'SEVERITY_UP'
    if (now.acknowledged || now.nextRepeatAt === null || now.nextRepeatAt > this.#clock.at) return null
    return 'REPEAT'
  }

  #planRepeat(now: InstanceState): void {
    const { repeatMs, growRepeat, maxSends } = this.#rule
    if (repeatMs === null || (maxSends !== null && now.sends >= maxSends)) {
      now.nextRepeatAt = null
      return
    }
    const grown = growRepeat && now.repeatWaitMs !== null ? Math.min(DAY_MS, now.repeatWaitMs * 2) : repeatMs
    now.repeatWaitMs = grown
    now.nextRepeatAt = new Date(this.#clock.at.getTime() + grown)
  }

  #endAcknowledgement(now: InstanceState): void {
    const until = now.acknowledged?.until
    if (!until || until > this.#clock.at) return
    now.acknowledged = null
    this.#event({ kind: 'ACKNOWLEDGEMENT_ENDED', from: now.state, to: now.state })
  }

  #flaps(now: InstanceState): boolean {
    return !now.isFlapping && now.changes.length > CALM_CHANGES
  }

  #calm(now: InstanceState): void {
    const since = this.#clock.at.getTime() - HOUR_MS
    now.changes = now.changes.filter((at) => at.getTime() > since)
    if (now.changes.length <= CALM_CHANGES) now.isFlapping = false
  }

  #move(to: AlarmState): void {
    const now = this.#now
    if (!now) return
    const from = now.state === 'PENDING' && now.since >= this.#clock.at ? 'OK' : now.state
    now.state = to
    // Several in one period are one.
    const { at } = this.#clock
    if (to !== 'CLOSED' && now.changes.at(-1)?.getTime() !== at.getTime()) now.changes = [...now.changes, at]
    this.#event({ kind: 'STATE', from, to })
  }

  #event(parts: Pick<StepEvent, 'kind' | 'from' | 'to'> & Partial<StepEvent>): void {
    const now = this.#now
    this.#events.push({
      at: this.#clock.at,
      severity: now?.severity ?? null,
      value: now?.value ?? null,
      threshold: now?.threshold ?? null,
      closeReason: now?.closeReason ?? null,
      transition: null,
      hiddenBy: null,
      ...parts,
    })
  }

  #begin(): InstanceState {
    const { at, recentChanges = [] } = this.#clock
    return {
      state: 'PENDING',
      closeReason: null,
      severity: null,
      row: 0,
      value: null,
      valueAt: null,
      threshold: null,
      peakValue: null,
      peakSeverity: null,
      since: at,
      firedAt: null,
      lastSeenAt: at,
      endedAt: null,
      judgedAt: at,
      truePeriods: 0,
      clearedMs: 0,
      noDataPeriods: 0,
      errorMs: 0,
      changes: recentChanges,
      isFlapping: false,
      sends: 0,
      notifiedSeverity: null,
      lastNoticeAt: null,
      nextRepeatAt: null,
      repeatWaitMs: null,
      acknowledged: null,
    }
  }

  /** What is not known leaves the last value, with its age. */
  #see(now: InstanceState, value: number | null | undefined): void {
    if (value === null || value === undefined) return
    now.value = value
    now.valueAt = this.#clock.at
  }

  /** It fired for its condition, and only its data went missing since. */
  #firedByCondition(now: InstanceState): boolean {
    return now.firedAt !== null && now.peakValue !== null
  }

  #worse(peak: number | null, value: number | null, row: number): number | null {
    if (value === null) return peak
    if (peak === null) return value
    const operator = this.#rule.conditions[row]?.operator
    return operator === 'lt' || operator === 'le' ? Math.min(peak, value) : Math.max(peak, value)
  }
}

/**
 * The severity that holds. Of a firing alarm also the one that has not gone past its clear threshold, and the one that it has
 * while that is not known.
 */
function severityNow(
  { bySeverity }: Judged,
  current: Severity | null,
): { severity: Severity; verdict: SeverityVerdict } | null {
  for (const severity of [...severities].reverse()) {
    const verdict = bySeverity[severity]
    if (!verdict) continue
    const isHeld = current !== null && rank(severity) <= rank(current) && verdict.stays === true
    const isOpen = severity === current && verdict.holds === null
    if (verdict.holds === true || isHeld || isOpen) return { severity, verdict }
  }
  return null
}

const rank = (severity: Severity | null): number => (severity === null ? -1 : severities.indexOf(severity))
const maxSeverity = (a: Severity | null, b: Severity): Severity => (rank(a) > rank(b) ? (a ?? b) : b)
