import type { MetricsSource } from '#lib/clusters/schema.ts'
import { AppError } from '#lib/errors.ts'
import { askPrometheus } from './ask-prometheus.ts'

const KEPT_MS = 60_000
/** By URL and labels. */
const kept = new Map<string, { askedAt: number; answer: boolean }>()

const NAMES =
  'rocketmq_(send_cost_time|process_time|await_time|delivery_latency|consumer_cached_messages|consumer_cached_bytes).*'

/** Has the Prometheus of this source anything that clients send to a collector? Unknown is no. */
export async function areClientsReporting(source: MetricsSource, signal: AbortSignal): Promise<boolean> {
  if (source.kind !== 'prometheus') return false
  const key = JSON.stringify(source)
  const known = kept.get(key)
  if (known && Date.now() - known.askedAt < KEPT_MS) return known.answer
  const labels = Object.entries(source.labels).map(([label, value]) => `, ${label}=${JSON.stringify(value)}`)
  // The next whole second: what was scraped in this one counts.
  const now = Math.ceil(Date.now() / 1000)
  const question = {
    expression: `count({__name__=~"${NAMES}"${labels.join('')}})`,
    from: now,
    to: now,
    stepSeconds: 60,
  }
  try {
    const answer = (await askPrometheus(source.url, question, signal)).length > 0
    kept.set(key, { askedAt: Date.now(), answer })
    return answer
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
