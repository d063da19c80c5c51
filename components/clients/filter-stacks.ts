import type { ClientStack } from '#lib/clients/schema.ts'

export type StackGroup = ClientStack['equalStacks'][number]
type StackView = 'groups' | 'threads'

/** The stacks as one view shows them: equal ones together, or each thread by itself in the order of states, then names. */
export function stacksOf({ equalStacks, threads }: ClientStack, view: StackView): StackGroup[] {
  if (view === 'groups') return equalStacks
  return threads
    .map(({ name, state, frames }) => ({ count: 1, state, threadNames: [name], frames }))
    .sort((a, b) => compare(a.state, b.state) || compare(a.threadNames[0] ?? '', b.threadNames[0] ?? ''))
}

/** Those whose frames or thread names hold the text, without regard to case. */
export function filterStacks<Group extends StackGroup>(groups: readonly Group[], text: string): Group[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...groups]
  const holds = (line: string) => line.toLowerCase().includes(wanted)
  return groups.filter(({ frames, threadNames }) => frames.some(holds) || threadNames.some(holds))
}

/** Threads of one name as one, with how many there are: pools of several clients in a process are called alike. */
export function countNames(threadNames: readonly string[]): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const name of threadNames) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => ({ name, count }))
}

/** Threads per state, the commonest first. */
export function countStates(threads: ClientStack['threads']): { state: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { state } of threads) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count)
}

/** The dump as a text file, in the form of jstack. */
export function stackText({ clientId, takenAt, threads, otherText }: ClientStack): string {
  const blocks = threads.map(({ name, state, frames }) =>
    [`"${name}"`, `   java.lang.Thread.State: ${state}`, ...frames.map((frame) => `\tat ${frame}`)].join('\n'),
  )
  return [`${clientId} ${takenAt.toISOString()}`, ...blocks, ...(otherText === null ? [] : [otherText]), ''].join(
    '\n\n',
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
