import { setTimeout as delay } from 'node:timers/promises'
import type { Demo } from '#dev/demo/start-demo.ts'

/** @param path below the cluster, or from `/api/` on */
export async function get(demo: Demo, path: string): Promise<{ timeMs: number; body: Record<string, unknown> }> {
  const startedAt = performance.now()
  const url = path.startsWith('/api/') ? path : `/api/v1/clusters/${demo.clusterId}${path}`
  const response = await fetch(`${demo.url}${url}`, { headers: { authorization: `Bearer ${demo.token}` } })
  const body = (await response.json()) as Record<string, unknown>
  if (response.status === 429) {
    // Nobody reads 600 pages in a minute: the console's limit is not what is measured.
    await delay(Number(body.retryAfterMs) + 100)
    return get(demo, path)
  }
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${JSON.stringify(body)}`)
  return { timeMs: performance.now() - startedAt, body }
}

/** The times of `count` requests after five that warm up, in milliseconds. */
export async function sample(demo: Demo, path: string, { count = 100, pauseMs = 0 } = {}): Promise<number[]> {
  for (let i = 0; i < 5; i++) await get(demo, path)
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    times.push((await get(demo, path)).timeMs)
    if (pauseMs > 0) await delay(pauseMs)
  }
  return times
}
