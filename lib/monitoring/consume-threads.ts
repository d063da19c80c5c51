import type { ClientStack } from '#lib/clients/schema.ts'

type Thread = ClientStack['threads'][number]

/** Threads that stand at one place: how many of that name, in that state. */
export interface StandingThread extends Thread {
  count: number
}

/** RocketMQ's own frame under a listener that is at work: concurrent, orderly, and both for POP. */
const AT_WORK = /ConsumeMessage\w*Service\$\w*ConsumeRequest\.run\(/

/**
 * The threads of a Java consumer that are inside a listener now. A process may hold several groups: only this one's, where the
 * name of the thread says so (4.9 and later).
 */
export function workingThreads(threads: readonly Thread[], groupName: string): Thread[] {
  return threads.filter(({ name, frames }) => {
    const [, ofGroup] = /^ConsumeMessageThread_(?:(.+)_)?\d+$/.exec(name) ?? []
    const isConsumeThread = name.startsWith('ConsumeMessageThread_')
    // Long names are cut by the client.
    const isOfGroup = ofGroup === undefined || ofGroup === groupName || groupName.startsWith(ofGroup)
    return isConsumeThread && isOfGroup && frames.some((frame) => AT_WORK.test(frame))
  })
}

/** Threads that two looks found at the same place in the same state. */
export function standingThreads(earlier: readonly Thread[], later: readonly Thread[]): StandingThread[] {
  const keyOf = ({ name, state, frames }: Thread) => [name, state, ...frames].join('\n')
  const before = Map.groupBy(earlier, keyOf)
  return [...Map.groupBy(later, keyOf)].flatMap(([key, threads]) => {
    const [first] = threads
    const count = Math.min(threads.length, before.get(key)?.length ?? 0)
    return first && count > 0 ? [{ ...first, count }] : []
  })
}

/** The first frame that is not the platform's: where the listener waits. */
export function placeOf(frames: readonly string[]): string {
  const own = frames.find((frame) => !/^(java\.base@|java\.|jdk\.|sun\.)/.test(frame))
  return (own ?? frames[0] ?? '?').replace(/^app\/\//, '')
}
