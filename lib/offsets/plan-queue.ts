import type { ResetEffect, ResetNote, ResetTarget, ResetWarningCode } from './schema.ts'

/** One queue as it stands. */
export interface QueueState {
  minOffset: bigint
  /** The next offset to be written. */
  maxOffset: bigint
  /** Null: never committed. */
  currentOffset: bigint | null
}

/** What the target says of this queue; found out before, where it needs a broker or a row. */
export interface TargetFacts {
  /** TIME: the offset that the brokers found. */
  timeOffset?: bigint | undefined
  /** TIME: an older message than T is the first, as the broker that pushes knows no better. */
  isNearest?: boolean | undefined
  /** OFFSETS, GROUP, SNAPSHOT: the offset of this queue there. */
  givenOffset?: bigint | undefined
}

export interface PlannedMove {
  targetOffset: bigint
  effect: ResetEffect
  count: bigint
  note?: ResetNote
}

export type LeftOut = Extract<
  ResetWarningCode,
  'LEFT_OUT_NEVER_CONSUMED' | 'LEFT_OUT_NOT_IN_GROUP' | 'LEFT_OUT_NOT_IN_SNAPSHOT' | 'LEFT_OUT_GONE'
>

/**
 * Where one queue goes, never outside of what it holds: a broker refuses that, and a consumer there would be sent anywhere.
 *
 * @returns the move; or why the queue stays as it is
 */
export function planQueue(queue: QueueState, target: ResetTarget, facts: TargetFacts = {}): PlannedMove | LeftOut {
  const wanted = wantedOffset(queue, target, facts)
  if (typeof wanted === 'string') return wanted
  const { minOffset, maxOffset, currentOffset } = queue
  const targetOffset = clamp(wanted.offset, minOffset, maxOffset)
  // What was deleted cannot be consumed again: it counts neither as skipped nor as repeated.
  const from = currentOffset === null ? minOffset : clamp(currentOffset, minOffset, maxOffset)
  const note = noteOf(queue, targetOffset, wanted)
  return {
    targetOffset,
    effect: targetOffset > from ? 'SKIPS' : targetOffset < from ? 'REPEATS' : 'NONE',
    count: targetOffset > from ? targetOffset - from : from - targetOffset,
    ...(note && { note }),
  }
}

interface Wanted {
  offset: bigint
  note?: ResetNote | undefined
}

function wantedOffset(
  { minOffset, maxOffset, currentOffset }: QueueState,
  target: ResetTarget,
  { timeOffset, isNearest, givenOffset }: TargetFacts,
): Wanted | LeftOut {
  switch (target.kind) {
    case 'EARLIEST':
      return { offset: minOffset }
    case 'LATEST':
      return { offset: maxOffset }
    case 'TIME': {
      const offset = timeOffset ?? minOffset
      if (isNearest) return { offset, note: 'NEAREST' }
      const isEmpty = minOffset >= maxOffset
      return { offset, note: !isEmpty && offset >= maxOffset ? 'NO_MESSAGE_SINCE' : undefined }
    }
    case 'SHIFT':
      return currentOffset === null ? 'LEFT_OUT_NEVER_CONSUMED' : { offset: currentOffset + target.by }
    case 'OFFSETS':
      return givenOffset === undefined ? 'LEFT_OUT_GONE' : { offset: givenOffset }
    case 'GROUP':
      return givenOffset === undefined ? 'LEFT_OUT_NOT_IN_GROUP' : { offset: givenOffset }
    case 'SNAPSHOT':
      return givenOffset === undefined ? 'LEFT_OUT_NOT_IN_SNAPSHOT' : { offset: givenOffset }
  }
}

function noteOf({ currentOffset }: QueueState, targetOffset: bigint, { offset, note }: Wanted): ResetNote | undefined {
  if (offset < targetOffset) return 'CLAMPED_TO_MIN'
  if (offset > targetOffset) return 'CLAMPED_TO_MAX'
  return note ?? (currentOffset === null ? 'NEVER_CONSUMED' : undefined)
}

const clamp = (offset: bigint, min: bigint, max: bigint) => (offset < min ? min : offset > max ? max : offset)
