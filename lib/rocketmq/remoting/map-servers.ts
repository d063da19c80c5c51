import { RequestTimeoutError, RocketmqError } from '../errors.ts'

export interface MapServersOptions {
  /** For each server by itself, from when its turn comes, however many requests it takes. */
  timeoutMs: number
  signal?: AbortSignal
  /** Servers asked at once. */
  concurrency?: number
}

const DEFAULT_CONCURRENCY = 32

/**
 * Asks several servers at once. One that hangs costs one deadline, and the others' answers are kept.
 *
 * @param ask gets a signal that ends with the server's deadline or with the caller's abort: pass it on
 * @returns what each answered or why it did not, both in the order of `servers`
 * @throws the signal's reason on abort, and anything from `ask` that is not a RocketmqError (a bug)
 */
export async function mapServers<S extends { address: string }, T>(
  servers: readonly S[],
  ask: (server: S, signal: AbortSignal) => Promise<T>,
  options: MapServersOptions,
): Promise<{ done: { server: S; value: T }[]; failed: { server: S; error: RocketmqError }[] }> {
  options.signal?.throwIfAborted()
  const results: ({ value: T } | { error: RocketmqError })[] = []
  const stop = new AbortController()
  const queue = servers.entries()
  const work = async () => {
    for (const [index, server] of queue) {
      if (stop.signal.aborted) return
      results[index] = await askOne(server, ask, options, stop.signal)
    }
  }
  const workers = Math.min(servers.length, options.concurrency ?? DEFAULT_CONCURRENCY)
  try {
    await Promise.all(Array.from({ length: workers }, work))
  } catch (error) {
    stop.abort(error)
    throw error
  }

  const done: { server: S; value: T }[] = []
  const failed: { server: S; error: RocketmqError }[] = []
  for (const [index, server] of servers.entries()) {
    const result = results[index]
    if (!result) continue
    if ('error' in result) failed.push({ server, error: result.error })
    else done.push({ server, value: result.value })
  }
  return { done, failed }
}

async function askOne<S extends { address: string }, T>(
  server: S,
  ask: (server: S, signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal }: MapServersOptions,
  stop: AbortSignal,
): Promise<{ value: T } | { error: RocketmqError }> {
  const deadline = new AbortController()
  const { address } = server
  const giveUp = () => deadline.abort(new RequestTimeoutError({ address, wasSent: true, timeoutMs }))
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = ask(server, AbortSignal.any(signal ? [signal, stop, deadline.signal] : [stop, deadline.signal]))
    // After the request's own timer: of two equal deadlines the request's fires first, and its error says more.
    timer = setTimeout(() => setImmediate(giveUp), timeoutMs)
    return { value: await answer }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (error instanceof RocketmqError) return { error }
    throw error
  } finally {
    clearTimeout(timer)
  }
}
