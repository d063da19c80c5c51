import { describe, expect, it } from 'vitest'
import { type Judgement, judge, type RowValue } from './judge.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { type InstanceState, type StepClock, stepInstance } from './step-instance.ts'
import { parseExpression } from './three-valued.ts'

type Input = Parameters<typeof NewAlarmRule.parse>[0]
const start = Date.parse('2026-11-26T12:00:00Z')
const MINUTE = 60_000
const minute = (n: number) => new Date(start + n * MINUTE)

function ruleOf(parts: object = {}) {
  const input: Input = {
    name: 'lag',
    clusters: 'all',
    conditions: [{ metric: 'lag', operator: 'gt', thresholds: { warning: 100, critical: 1000 } }],
    ...parts,
  }
  const rule = NewAlarmRule.parse(input)
  const parsed = rule.expression === null ? null : parseExpression(rule.expression, rule.conditions.length)
  if (typeof parsed === 'string') throw new Error(parsed)
  return { ...rule, parsed }
}

/** A number, unknown `?`, a failed poll `E`, `-` where it does not apply, `x`: the object is gone. */
type Found = number | '?' | 'E' | '-' | 'x'
const row = (found: Found): RowValue => ({
  value: typeof found === 'number' ? found : null,
  state: found === '?' ? 'unknown' : found === 'E' ? 'error' : found === '-' ? 'na' : 'known',
})

/** Runs a rule over one value per minute, from minute 1 on. */
function run(
  parts: object,
  values: readonly (Found | Found[])[],
  {
    from = null,
    at = 0,
    hidden,
  }: { from?: InstanceState | null; at?: number; hidden?: (minute: number) => StepClock['hiddenBy'] } = {},
) {
  const rule = ruleOf(parts)
  let instance = from
  const states: string[] = []
  const told: string[] = []
  const moves: string[] = []
  for (const [index, value] of values.entries()) {
    const n = at + index + 1
    const judgement: Judgement | { kind: 'GONE'; reason: 'DELETED' } =
      value === 'x' ? { kind: 'GONE', reason: 'DELETED' } : judge(rule, [value].flat().map(row))
    const clock = { at: minute(n), periodMs: MINUTE, hiddenBy: hidden?.(n) ?? null }
    const isNew = instance === null || instance.state === 'OK' || instance.state === 'CLOSED'
    const before = isNew ? null : instance
    const step = stepInstance(rule, before, judgement, {
      ...clock,
      ...(isNew && instance && { recentChanges: instance.changes }),
    })
    instance = step.instance
    states.push(instance?.state ?? 'OK')
    for (const event of step.events) {
      if (event.transition) told.push(`${event.transition} ${n}`)
      if (event.kind === 'STATE') moves.push(`${event.from}→${event.to}`)
      if (event.hiddenBy) told.push(`(${event.hiddenBy} ${n})`)
    }
  }
  return { instance, states, told, moves }
}
const times = <T>(n: number, value: T): T[] => new Array<T>(n).fill(value)

describe('each line of the table of states', () => {
  it.each<[string, object, (Found | Found[])[], string[], string[]]>([
    ['OK → PENDING: true once, for > 0', {}, [200], ['PENDING'], []],
    ['OK → FIRING: for = 0', { forPeriods: 0 }, [200], ['FIRING'], ['FIRING 1']],
    ['PENDING → FIRING: true for n periods', {}, [200, 200], ['PENDING', 'FIRING'], ['FIRING 2']],
    [
      'PENDING → OK: one period false',
      { forPeriods: 3 },
      [200, 200, 1, 200],
      ['PENDING', 'PENDING', 'OK', 'PENDING'],
      [],
    ],
    [
      'FIRING → RECOVERING: past the clear threshold',
      { forPeriods: 0 },
      [200, 1],
      ['FIRING', 'RECOVERING'],
      ['FIRING 1'],
    ],
    [
      'RECOVERING → OK: keep firing passed',
      { forPeriods: 0, keepFiringMs: 2 * MINUTE },
      [200, 1, 1, 1],
      ['FIRING', 'RECOVERING', 'RECOVERING', 'OK'],
      ['FIRING 1', 'RESOLVED 4'],
    ],
    [
      'RECOVERING → OK at once without keep firing',
      { forPeriods: 0, keepFiringMs: 0 },
      [200, 1],
      ['FIRING', 'OK'],
      ['FIRING 1', 'RESOLVED 2'],
    ],
    [
      'RECOVERING → FIRING: the same incident, no new notice',
      { forPeriods: 0 },
      [200, 1, 200, 200],
      ['FIRING', 'RECOVERING', 'FIRING', 'FIRING'],
      ['FIRING 1'],
    ],
    [
      'FIRING → FIRING: severity up is told at once',
      { forPeriods: 0 },
      [200, 2000],
      ['FIRING', 'FIRING'],
      ['FIRING 1', 'SEVERITY_UP 2'],
    ],
    [
      'FIRING → FIRING: severity down waits for the next repeat',
      { forPeriods: 0 },
      [2000, 200],
      ['FIRING', 'FIRING'],
      ['FIRING 1'],
    ],
    [
      'no data, keep last: FIRING is frozen',
      { forPeriods: 0 },
      [200, '?', '?'],
      ['FIRING', 'FIRING', 'FIRING'],
      ['FIRING 1'],
    ],
    ['no data, keep last: OK stays OK', {}, ['?', '?'], ['OK', 'OK'], []],
    [
      'no data, keep last: PENDING and its clock are frozen',
      {},
      [200, '?', 200],
      ['PENDING', 'PENDING', 'FIRING'],
      ['FIRING 3'],
    ],
    [
      'no data, keep last: RECOVERING and its clock are frozen',
      { forPeriods: 0, keepFiringMs: 2 * MINUTE },
      [200, 1, '?', '?', 1, 1],
      ['FIRING', 'RECOVERING', 'RECOVERING', 'RECOVERING', 'RECOVERING', 'OK'],
      ['FIRING 1', 'RESOLVED 6'],
    ],
    [
      'no data, ignore: any → NO_DATA, told to nobody',
      { forPeriods: 0, noData: { action: 'IGNORE' } },
      [200, '?', 200],
      ['FIRING', 'NO_DATA', 'FIRING'],
      ['FIRING 1'],
    ],
    [
      'no data, ok: closes silently',
      { forPeriods: 0, noData: { action: 'OK' } },
      [200, '?'],
      ['FIRING', 'CLOSED'],
      ['FIRING 1'],
    ],
    [
      'no data, alarm: any → NO_DATA with its own severity',
      { noData: { action: 'ALARM', severity: 'CRITICAL' } },
      ['?', '?', '?'],
      ['PENDING', 'NO_DATA', 'NO_DATA'],
      ['FIRING 2'],
    ],
    ['collection error, keep last', { forPeriods: 0 }, [200, 'E', 'E'], ['FIRING', 'FIRING', 'FIRING'], ['FIRING 1']],
    [
      'collection error, alarm after 2 min: any → ERROR',
      { onError: { action: 'ALARM', severity: 'WARNING', afterMinutes: 2 } },
      ['E', 'E', 'E', 1, 1, 1],
      ['PENDING', 'ERROR', 'ERROR', 'RECOVERING', 'RECOVERING', 'OK'],
      ['FIRING 2', 'RESOLVED 6'],
    ],
    ['object deleted: closes, no "resolved"', { forPeriods: 0 }, [200, 'x'], ['FIRING', 'CLOSED'], ['FIRING 1']],
    ['object deleted while PENDING: nothing was', {}, [200, 'x'], ['PENDING', 'OK'], []],
    ['a metric that does not apply is no alarm', { forPeriods: 0 }, ['-', '-'], ['OK', 'OK'], []],
  ])('%s', (_title, parts, values, states, told) => {
    const seen = run(parts, values)
    expect(seen.states).toEqual(states)
    expect(seen.told).toEqual(told)
  })

  it('A-4: no data and failed polls never resolve, whatever the rule says of them', () => {
    const noData = [
      { action: 'KEEP_LAST' },
      { action: 'IGNORE' },
      { action: 'OK' },
      { action: 'ALARM', severity: 'INFO' },
    ]
    const onError = [{ action: 'KEEP_LAST' }, { action: 'ALARM', severity: 'INFO', afterMinutes: 1 }]
    for (const policy of noData)
      for (const error of onError) {
        const { told, moves } = run({ forPeriods: 0, noData: policy, onError: error }, [
          200,
          ...times<Found>(30, '?'),
          ...times<Found>(30, 'E'),
        ])
        expect(told.filter((each) => each.startsWith('RESOLVED'))).toEqual([])
        expect(moves.filter((each) => each.endsWith('→OK'))).toEqual([])
      }
  })
})

describe('severity', () => {
  it('the highest that holds wins, and is what is said', () => {
    expect(run({ forPeriods: 0 }, [2000]).instance).toMatchObject({
      severity: 'CRITICAL',
      value: 2000,
      threshold: 1000,
    })
  })

  it('a fall below the critical threshold is a warning, told with the next repeat', () => {
    const { instance, told } = run({ forPeriods: 0, repeatMs: 5 * MINUTE }, [2000, ...times(6, 200)])
    expect(instance).toMatchObject({ severity: 'WARNING', threshold: 100, peakSeverity: 'CRITICAL', peakValue: 2000 })
    expect(told).toEqual(['FIRING 1', 'REPEAT 6'])
  })

  it('up again after a fall is not told twice before the repeat said the fall', () => {
    expect(run({ forPeriods: 0 }, [2000, 200, 2000]).told).toEqual(['FIRING 1'])
  })

  it('hysteresis: ends only past the clear threshold of its severity', () => {
    const clear = { warning: 50, critical: 800 }
    const conditions = [{ metric: 'lag', operator: 'gt', thresholds: { warning: 100, critical: 1000 }, clear }]
    const seen = run({ forPeriods: 0, conditions }, [2000, 900, 700, 60, 50])
    expect(seen.states).toEqual(['FIRING', 'FIRING', 'FIRING', 'FIRING', 'RECOVERING'])
    expect(run({ forPeriods: 0, conditions }, [2000, 900]).instance?.severity).toBe('CRITICAL')
    expect(run({ forPeriods: 0, conditions }, [2000, 700]).instance?.severity).toBe('WARNING')
    expect(run({ forPeriods: 0, conditions }, [60]).states).toEqual(['OK'])
  })
})

describe('rows', () => {
  const two = (combine: string, extra: object = {}) => ({
    forPeriods: 0,
    combine,
    conditions: [
      { metric: 'lag', operator: 'gt', thresholds: { warning: 100 } },
      { metric: 'consumerClients', operator: 'eq', thresholds: { critical: 0 } },
    ],
    ...extra,
  })

  it('A-2: "all" of two rows does not fire on one; "any" does', () => {
    expect(
      run(two('all'), [
        [200, 1],
        [1, 0],
        [200, 0],
      ]).states,
    ).toEqual(['OK', 'OK', 'FIRING'])
    expect(run(two('any'), [[200, 1]]).states).toEqual(['FIRING'])
  })

  it('A-2: what is not known leaves the answer open only where it could change it', () => {
    expect(
      run(two('all'), [
        [200, 0],
        ['?', 1],
      ]).states,
    ).toEqual(['FIRING', 'RECOVERING'])
    expect(
      run(two('all'), [
        [200, 0],
        [200, '?'],
      ]).states,
    ).toEqual(['FIRING', 'FIRING'])
    expect(run(two('any'), [[200, '?']]).states).toEqual(['FIRING'])
  })

  it('A-2: an expression decides', () => {
    const conditions = ['lag', 'consumerClients', 'ackTps'].map((metric) => ({
      metric,
      operator: 'gt',
      thresholds: { warning: 0 },
    }))
    const rule = { forPeriods: 0, keepFiringMs: 0, combine: 'expression', expression: 'A and (B or C)', conditions }
    const bits = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [(n >> 2) & 1, (n >> 1) & 1, n & 1])
    for (const [a = 0, b = 0, c = 0] of bits) {
      expect(run(rule, [[a, b, c]]).states).toEqual([a && (b || c) ? 'FIRING' : 'OK'])
    }
  })
})

describe('A-3: repeats', () => {
  const firing = (parts: object, minutes = 40) => run({ forPeriods: 0, ...parts }, times(minutes, 200)).told

  it('each 5 min', () => {
    expect(firing({ repeatMs: 5 * MINUTE }, 12)).toEqual(['FIRING 1', 'REPEAT 6', 'REPEAT 11'])
  })
  it('growing: 0, 5, 15, 35', () => {
    expect(firing({ repeatMs: 5 * MINUTE, growRepeat: true })).toEqual([
      'FIRING 1',
      'REPEAT 6',
      'REPEAT 16',
      'REPEAT 36',
    ])
  })
  it('once', () => {
    expect(firing({ repeatMs: null })).toEqual(['FIRING 1'])
  })
  it('max sends, all of them counted', () => {
    expect(firing({ repeatMs: 5 * MINUTE, maxSends: 2 })).toEqual(['FIRING 1', 'REPEAT 6'])
  })
  it('no resolved notice where the rule says so', () => {
    const rule = { forPeriods: 0, keepFiringMs: 0, sendResolved: false }
    expect(run(rule, [200, 1]).told).toEqual(['FIRING 1'])
  })
})

describe('what hides notices', () => {
  it('A-10: an acknowledgement stops repeats until its end, and a resolved notice still comes', () => {
    const rule = { forPeriods: 0, repeatMs: 5 * MINUTE, keepFiringMs: 0 }
    const { instance } = run(rule, [200])
    if (!instance) throw new Error('no instance')
    const acknowledged = { by: 'kim', at: minute(2), note: null, until: minute(20) }
    const from = { ...instance, acknowledged }
    expect(run(rule, times(24, 200), { from, at: 1 }).told).toEqual(['REPEAT 20', 'REPEAT 25'])
    expect(run(rule, [...times(3, 200), 1], { from, at: 1 }).told).toEqual(['RESOLVED 5'])
  })

  it('A-10: a silence hides notices, not events; what still fires at its end is told then', () => {
    const hidden = (n: number) => (n <= 10 ? ('SILENCE' as const) : null)
    const seen = run({ forPeriods: 0 }, times(15, 200), { hidden })
    expect(seen.moves).toEqual(['OK→FIRING'])
    expect(seen.told).toEqual(['(SILENCE 1)', 'FIRING 11'])
    expect(run({ forPeriods: 0, keepFiringMs: 0 }, [200, 1], { hidden }).told).toEqual(['(SILENCE 1)'])
  })
})

describe('clocks', () => {
  it('A-18: a period that was judged already changes nothing', () => {
    const rule = ruleOf({ forPeriods: 0, repeatMs: 5 * MINUTE })
    const { instance } = run({ forPeriods: 0, repeatMs: 5 * MINUTE }, times(6, 200))
    for (const n of [1, 5, 6]) {
      const step = stepInstance(rule, instance, judge(rule, [row(1)]), {
        at: minute(n),
        periodMs: MINUTE,
        hiddenBy: null,
      })
      expect(step).toEqual({ instance, events: [] })
    }
  })

  it('A-18: stopped between any two periods and gone on, it ends the same', () => {
    const values = [200, 200, 1, 200, '?', 2000, 'E', 1, 1, 1, 1, 200, 200] satisfies Found[]
    const rule = { repeatMs: 5 * MINUTE, keepFiringMs: MINUTE }
    const whole = run(rule, values)
    for (const cut of values.keys()) {
      const first = run(rule, values.slice(0, cut))
      // As it comes back from a row of the database.
      const stored = first.instance && (structuredClone(first.instance) as InstanceState)
      const second = run(rule, values.slice(cut), { from: stored, at: cut })
      expect([...first.told, ...second.told]).toEqual(whole.told)
      expect(second.instance?.state).toBe(whole.instance?.state)
    }
  })
})

describe('A-13: flapping', () => {
  const flapping = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? 200 : 1))

  it('each minute for an hour: at most two notices, and the flag', () => {
    const { told, instance } = run({ forPeriods: 0 }, flapping)
    expect(told).toEqual(['FIRING 1', 'FLAPPING 5'])
    expect(instance?.isFlapping).toBe(true)
  })

  it('without keep firing it is one incident from the fifth change on', () => {
    const { told, instance } = run({ forPeriods: 0, keepFiringMs: 0 }, flapping)
    expect(told.filter((each) => each.startsWith('FLAPPING'))).toHaveLength(1)
    expect(told.length).toBeLessThanOrEqual(5)
    expect(instance?.isFlapping).toBe(true)
  })

  it('it is resolved once it is calm', () => {
    const { told, states, instance } = run({ forPeriods: 0 }, [...flapping, ...times(70, 1)])
    expect(told.at(-1)).toMatch(/^RESOLVED/)
    expect(states.at(-1)).toBe('OK')
    expect(instance?.isFlapping ?? false).toBe(false)
  })

  it('with the default of two periods it does not fire at all', () => {
    expect(run({}, flapping).told).toEqual([])
  })
})
