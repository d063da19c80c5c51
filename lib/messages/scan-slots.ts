import { AppError } from '#lib/errors.ts'

const MAX_PER_USER = 2
const MAX_PER_CLUSTER = 6
/** A search that was just left may still hold its slot for a moment. */
const WAIT_MS = 1_000

interface Waiting {
  keys: readonly Key[]
  start: () => void
}

interface Key {
  name: string
  max: number
}

/** Of this process: several web processes allow as many each. */
const running = new Map<string, number>()
const waiting: Waiting[] = []

/**
 * Runs a search when fewer than 2 of this user and 6 in this cluster run, in order of arrival; waits for that at most a second.
 *
 * @throws AppError RATE_LIMITED when it does not get its turn; the signal's reason
 */
export async function withScanSlot<T>(
  { userId, clusterId, signal }: { userId: string; clusterId: string; signal: AbortSignal },
  scan: () => Promise<T>,
): Promise<T> {
  const keys = [
    { name: `user ${userId}`, max: MAX_PER_USER },
    { name: `cluster ${clusterId}`, max: MAX_PER_CLUSTER },
  ]
  signal.throwIfAborted()
  if (hasRoom(keys)) occupy(keys)
  else await turn(keys, signal)
  try {
    return await scan()
  } finally {
    for (const { name } of keys) {
      const left = (running.get(name) ?? 1) - 1
      if (left === 0) running.delete(name)
      else running.set(name, left)
    }
    startNext()
  }
}

function turn(keys: readonly Key[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      const index = waiting.indexOf(entry)
      if (index >= 0) waiting.splice(index, 1)
    }
    const abort = () => {
      leave()
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      leave()
      const detail = `At most ${MAX_PER_USER} searches of one user and ${MAX_PER_CLUSTER} of one cluster run at a time.`
      reject(new AppError('RATE_LIMITED', detail, { retryAfterMs: WAIT_MS }))
    }, WAIT_MS)
    const entry: Waiting = {
      keys,
      start: () => {
        leave()
        occupy(keys)
        resolve()
      },
    }
    signal.addEventListener('abort', abort, { once: true })
    waiting.push(entry)
  })
}

function startNext(): void {
  for (const entry of [...waiting]) if (hasRoom(entry.keys)) entry.start()
}

const hasRoom = (keys: readonly Key[]) => keys.every(({ name, max }) => (running.get(name) ?? 0) < max)

function occupy(keys: readonly Key[]): void {
  for (const { name } of keys) running.set(name, (running.get(name) ?? 0) + 1)
}
