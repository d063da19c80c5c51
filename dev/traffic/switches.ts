/**
 * What the traffic can do beside its steady self. Each is on while its schedule or a person says so; times count from the
 * start of the traffic, so that a visitor sees the first ones within minutes.
 */
interface SwitchPlan {
  description: string
  /** Absent: only by hand. */
  schedule?: { firstAfterMin: number; everyMin: number; forMin: number }
}

export const switchPlans = {
  burst: {
    description: '1,000 messages a second into demo_peak, which demo_worker drains at 100 a second',
    schedule: { firstAfterMin: 2, everyMin: 30, forMin: 1 },
  },
  'bad-tag': {
    description: 'A second client of demo_campaign subscribes to another tag than the first',
    schedule: { firstAfterMin: 3, everyMin: 60, forMin: 5 },
  },
  'slow-sink': {
    description: 'demo_points takes 10 messages a second, half of what arrives',
    schedule: { firstAfterMin: 5, everyMin: 60, forMin: 10 },
  },
  'stop-client': {
    description: 'One of the four clients of demo_price_cache is gone',
    schedule: { firstAfterMin: 10, everyMin: 30, forMin: 5 },
  },
  'block-checks': {
    description: 'The producer of demo_payment decides nothing and does not answer checks',
    schedule: { firstAfterMin: 20, everyMin: 60, forMin: 5 },
  },
  'fill-queue': { description: '200 messages a second into one queue of demo_peak' },
  'stall-group': { description: 'The client of demo_search stays online and receives nothing' },
  'stop-broker': { description: 'broker-b is suspended: it keeps its connections and answers nothing' },
} as const satisfies Record<string, SwitchPlan>

export type SwitchName = keyof typeof switchPlans
export const switchNames = Object.keys(switchPlans) as SwitchName[] // the keys of the object above

export const isSwitchName = (name: string): name is SwitchName => Object.hasOwn(switchPlans, name)

/** Whether the schedule has a switch on, so long after the start. */
export function isScheduled(name: SwitchName, elapsedMs: number): boolean {
  const { schedule }: SwitchPlan = switchPlans[name]
  if (!schedule) return false
  const sinceFirstMin = elapsedMs / 60_000 - schedule.firstAfterMin
  return sinceFirstMin >= 0 && sinceFirstMin % schedule.everyMin < schedule.forMin
}

/** How long after the start the schedule has a switch on the next time; what is on now has begun already. Null: only by hand. */
export function nextScheduledMs(name: SwitchName, elapsedMs: number): number | null {
  const { schedule }: SwitchPlan = switchPlans[name]
  if (!schedule) return null
  const { firstAfterMin, everyMin } = schedule
  const turn = Math.max(0, Math.floor((elapsedMs / 60_000 - firstAfterMin) / everyMin) + 1)
  return (firstAfterMin + turn * everyMin) * 60_000
}

/** The switches of one run: what the clock says, and what a person has turned on. */
export class Switchboard {
  private readonly startedAtMs: number
  private readonly byHand = new Set<SwitchName>()

  constructor(startedAtMs: number) {
    this.startedAtMs = startedAtMs
  }

  turn(name: SwitchName, isOn: boolean): void {
    if (isOn) this.byHand.add(name)
    else this.byHand.delete(name)
  }

  isByHand(name: SwitchName): boolean {
    return this.byHand.has(name)
  }

  isOn(name: SwitchName, nowMs: number): boolean {
    return this.byHand.has(name) || isScheduled(name, nowMs - this.startedAtMs)
  }

  /** When the schedule turns it on next; null without one. */
  nextAt(name: SwitchName, nowMs: number): Date | null {
    const nextMs = nextScheduledMs(name, nowMs - this.startedAtMs)
    return nextMs === null ? null : new Date(this.startedAtMs + nextMs)
  }
}
