import type { ClientStack } from '#lib/clients/schema.ts'
import type { StackGroup } from './filter-stacks.ts'

type Thread = ClientStack['threads'][number]

/** Threads that did the same in two dumps. */
export interface ComparedStack extends StackGroup {
  /** HOT: at work in both, on the processor. STANDING: did not move in between. */
  kind: 'HOT' | 'STANDING'
  /** The first frame that is not the platform's. */
  place: string
}

const PLATFORM = /^(?:app\/\/)?(?:java\.base@|java\.|javax\.|jdk\.|sun\.|com\.sun\.)/
/** Threads that run nothing else wait for work, and always stand at the same place. */
const LIBRARY = /^(?:app\/\/)?(?:org\.apache\.rocketmq\.|io\.netty\.|io\.grpc\.|io\.opentelemetry\.)/
const NATIVE = /\(Native Method\)$/

/**
 * Two dumps of one client, the earlier first: which threads burn the processor, which are stuck. What waits for work inside of the platform,
 * RocketMQ or its libraries is neither. Threads that are called alike are taken for one another.
 */
export function compareStacks(before: readonly Thread[], after: readonly Thread[]): ComparedStack[] {
  const earlier = Map.groupBy(before, ({ name }) => name)
  const found = new Map<string, ComparedStack>()
  const add = (kind: ComparedStack['kind'], { name, state, frames }: Thread) => {
    const key = [kind, keyOf({ state, frames })].join('\n')
    const known = found.get(key) ?? { kind, place: placeOf(frames), state, frames, count: 0, threadNames: [] }
    found.set(key, { ...known, count: known.count + 1, threadNames: [...known.threadNames, name] })
  }
  for (const [name, threads] of Map.groupBy(after, ({ name }) => name)) {
    const left = [...(earlier.get(name) ?? [])]
    const take = (is: (thread: Thread) => boolean): boolean => {
      const at = left.findIndex(is)
      if (at >= 0) left.splice(at, 1)
      return at >= 0
    }
    // Who stands takes its own earlier self first, so that who moves is not taken for it.
    const moved = threads.filter((thread) => {
      const stands = take((other) => keyOf(other) === keyOf(thread))
      if (stands && isHot(thread)) add('HOT', thread)
      else if (stands && isAtWork(thread)) add('STANDING', thread)
      return !stands
    })
    for (const thread of moved) if (isHot(thread) && take(isHot)) add('HOT', thread)
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count)
}

const keyOf = ({ state, frames }: Pick<Thread, 'state' | 'frames'>) => [state, ...frames].join('\n')

/** On the processor, or about to be: what waits inside of the system is called RUNNABLE too. */
const isHot = ({ state, frames }: Thread) => state === 'RUNNABLE' && frames[0] !== undefined && !NATIVE.test(frames[0])

const isAtWork = ({ state, frames }: Thread) =>
  state === 'BLOCKED' || frames.some((frame) => !PLATFORM.test(frame) && !LIBRARY.test(frame))

const placeOf = (frames: readonly string[]) =>
  (frames.find((frame) => !PLATFORM.test(frame)) ?? frames[0] ?? '?').replace(/^app\/\//, '')

/** RocketMQ's own frame under a listener that is at work. */
const LISTENER = /ConsumeMessage\w*Service\$\w*ConsumeRequest\.run\(/

/** Whoever waits for a lock first, then listeners: an application has threads of its own that wait for work. */
function rank({ kind, state, frames }: ComparedStack): number {
  if (state === 'BLOCKED') return 0
  if (frames.some((frame) => LISTENER.test(frame))) return 1
  return kind === 'HOT' ? 2 : 3
}
