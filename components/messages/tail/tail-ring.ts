import type { z } from 'zod'
import { type MessageItem, type TailEndReason, type TailEvents, tailLimits } from '#lib/messages/schema.ts'

type TailState = z.output<(typeof TailEvents)['state']>
export type TailEvent = {
  [Name in keyof typeof TailEvents]: { name: Name; data: z.output<(typeof TailEvents)[Name]> }
}[keyof typeof TailEvents]

/** What arrived in a second or so, by topic. */
interface Arrivals {
  seconds: number
  byTopic: Record<string, number>
}

/** What a tail has brought so far. Lists are newest first. */
export interface TailRing {
  shown: readonly MessageItem[]
  /** Came while it was paused; null: it is not. */
  held: readonly MessageItem[] | null
  pausedAt: Date | null
  /** Came while it is paused and is not held: too many at the console, or in the ring. */
  heldSkipped: number
  /** Left out by the console since the start, and by Resume. */
  skipped: number
  filteredOut: number
  /** The last minute, oldest first. */
  arrivals: readonly Arrivals[]
  /** The newest state. */
  state: TailState | null
  end: { reason: TailEndReason; detail?: string | undefined } | null
}

export type TailAction =
  | TailEvent
  | { name: 'pause'; at: Date }
  | { name: 'resume' }
  | { name: 'showNext' }
  | { name: 'restart' }

export const emptyRing: TailRing = {
  shown: [],
  held: null,
  pausedAt: null,
  heldSkipped: 0,
  skipped: 0,
  filteredOut: 0,
  arrivals: [],
  state: null,
  end: null,
}

const LOOKS_KEPT = 60
/** Of those held, at a time. */
export const NEXT = 50

/** One step of a tail: something came, or the reader did something. */
export function reduceTail(ring: TailRing, action: TailAction): TailRing {
  switch (action.name) {
    case 'rows': {
      const rows = action.data.items.toReversed()
      if (!ring.held) return { ...ring, shown: [...rows, ...ring.shown].slice(0, tailLimits.ring) }
      const held = [...rows, ...ring.held]
      const lost = Math.max(0, held.length - tailLimits.ring)
      return { ...ring, held: held.slice(0, tailLimits.ring), heldSkipped: ring.heldSkipped + lost }
    }
    case 'skipped': {
      const count = Number(action.data.count)
      return ring.held ? { ...ring, heldSkipped: ring.heldSkipped + count } : { ...ring, skipped: ring.skipped + count }
    }
    case 'state': {
      const { data } = action
      const seconds = ring.state ? (data.at.getTime() - ring.state.at.getTime()) / 1_000 : 0
      const byTopic = Object.fromEntries(Object.entries(data.arrived).map(([topic, count]) => [topic, Number(count)]))
      const arrivals = seconds > 0 ? [...ring.arrivals, { seconds, byTopic }].slice(-LOOKS_KEPT) : ring.arrivals
      return { ...ring, arrivals, state: data, filteredOut: ring.filteredOut + Number(data.filteredOut) }
    }
    case 'end':
      return { ...ring, end: action.data }
    case 'pause':
      return ring.held ? ring : { ...ring, held: [], pausedAt: action.at, heldSkipped: 0 }
    case 'resume':
      if (!ring.held) return ring
      return {
        ...ring,
        shown: [...ring.held, ...ring.shown].slice(0, tailLimits.ring),
        held: null,
        pausedAt: null,
        heldSkipped: 0,
        skipped: ring.skipped + ring.heldSkipped,
      }
    case 'showNext': {
      if (!ring.held) return ring
      const next = ring.held.slice(-NEXT)
      return {
        ...ring,
        shown: [...next, ...ring.shown].slice(0, tailLimits.ring),
        held: ring.held.slice(0, ring.held.length - next.length),
      }
    }
    case 'restart':
      return emptyRing
  }
}

/** Messages that came since Pause. */
export const backlogOf = ({ held, heldSkipped }: TailRing): number => (held?.length ?? 0) + heldSkipped

/** Messages per second of the last looks; null before the second look. */
export function rateOf({ arrivals }: TailRing, topic?: string, looks = 5): number | null {
  const last = arrivals.slice(-looks)
  const seconds = last.reduce((sum, each) => sum + each.seconds, 0)
  if (seconds === 0) return null
  return last.reduce((sum, { byTopic }) => sum + countOf(byTopic, topic), 0) / seconds
}

/** For the small line beside the rate. */
export const ratesOf = ({ arrivals }: TailRing): number[] =>
  arrivals.map(({ seconds, byTopic }) => countOf(byTopic, undefined) / seconds)

const countOf = (byTopic: Record<string, number>, topic: string | undefined) =>
  topic === undefined ? Object.values(byTopic).reduce((sum, count) => sum + count, 0) : (byTopic[topic] ?? 0)
