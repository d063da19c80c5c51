import type { ReadScope } from '#lib/users/read-scope.ts'
import type { ClientStack } from './schema.ts'

/** Java clients name the threads of a group after it, cut at 100 characters; one client may be in several groups. */
const OF_GROUP = /^((?:ConsumeMessage|CleanExpireMsg)\w*?Thread_)(.+)(_\d*)$/
const NAME_LENGTH = 100

type Stack = Omit<ClientStack, 'clientId' | 'takenAt'>

/** What a client says of its threads, without the names of the groups that the actor does not see. */
export function seenStack(stack: Stack, { group }: { group: string }, scope: ReadScope): Stack {
  if (scope.isWhole) return stack
  const seenName = (name: string) => {
    const [, prefix, of, end] = OF_GROUP.exec(name) ?? []
    if (of === undefined || of === group.slice(0, NAME_LENGTH) || scope.group(of)) return name
    return `${prefix}…${end}`
  }
  return {
    ...stack,
    threads: stack.threads.map((thread) => ({ ...thread, name: seenName(thread.name) })),
    equalStacks: stack.equalStacks.map((equal) => ({ ...equal, threadNames: equal.threadNames.map(seenName) })),
    // Nobody knows what stands in a text of another form.
    otherText: null,
    isCut: stack.isCut || stack.otherText !== null,
  }
}
