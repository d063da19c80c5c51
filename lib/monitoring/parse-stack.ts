import type { ClientStack } from '#lib/clients/schema.ts'

export type ParsedStack = Pick<ClientStack, 'threads' | 'equalStacks' | 'otherText' | 'isCut'>

/** What a client sends is its own choice: more than this is not looked at. */
const MAX_CHARACTERS = 4 * 1024 * 1024
const MAX_THREADS = 5_000
const MAX_FRAMES = 1_024
const MAX_LINE_CHARACTERS = 1_000
const MAX_OTHER_CHARACTERS = 64 * 1024

type Thread = ClientStack['threads'][number]

/**
 * Reads the stacks of a Java client. It writes, for each thread, a line `<name>TID: <id> STATE: <state>` and one line per frame
 * that begins with the same name, padded to 40 characters; then an empty line. What has another form is kept as text.
 *
 * @see UtilAll.jstack of RocketMQ
 */
export function parseStack(text: string): ParsedStack {
  const threads: Thread[] = []
  const other: string[] = []
  let prefix: string | null = null
  let isCut = text.length > MAX_CHARACTERS
  for (const rawLine of text.slice(0, MAX_CHARACTERS).split('\n')) {
    const line = printable(rawLine)
    const headAt = line.lastIndexOf('TID: ')
    const state = headAt < 0 ? undefined : /^TID: -?\d{1,20} STATE: ([A-Z_]{1,40})$/.exec(line.slice(headAt))?.[1]
    const current = threads.at(-1)
    if (state !== undefined) {
      if (threads.length === MAX_THREADS) {
        isCut = true
        break
      }
      prefix = line.slice(0, headAt)
      threads.push({ name: prefix.trimEnd().slice(0, MAX_LINE_CHARACTERS), state, frames: [] })
    } else if (line === '') {
      prefix = null
    } else if (prefix !== null && current && line.startsWith(prefix)) {
      if (current.frames.length === MAX_FRAMES) isCut = true
      else current.frames.push(line.slice(prefix.length, prefix.length + MAX_LINE_CHARACTERS))
    } else {
      prefix = null
      other.push(line)
    }
  }
  const otherText = other.join('\n')
  if (otherText.length > MAX_OTHER_CHARACTERS) isCut = true
  return {
    threads,
    equalStacks: groupEqualStacks(threads),
    otherText: otherText === '' ? null : otherText.slice(0, MAX_OTHER_CHARACTERS),
    isCut,
  }
}

/** Threads that stand at the same place in the same state, the largest group first. */
function groupEqualStacks(threads: readonly Thread[]): ClientStack['equalStacks'] {
  const groups = new Map<string, ClientStack['equalStacks'][number]>()
  for (const { name, state, frames } of threads) {
    const key = [state, ...frames].join('\n')
    const group = groups.get(key)
    if (group) {
      group.count++
      group.threadNames.push(name)
    } else groups.set(key, { count: 1, state, threadNames: [name], frames })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

/** Without control characters, which a terminal might obey after a download. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const printable = (line: string) => line.replace(/[\u0000-\u001f\u007f]/g, (char) => (char === '\t' ? ' ' : ''))
