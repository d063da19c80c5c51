import { renderMetrics } from '#lib/metrics.ts'
import { foreignMetrics } from '#lib/web/foreign-metrics.ts'
import { mayReadMetrics } from '#lib/web/may-read-metrics.ts'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  if (!mayReadMetrics(request.headers))
    return new Response('Send APOGEE_METRICS_TOKEN as a Bearer token, or ask from this machine without a proxy.\n', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' },
    })
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(await renderMetrics(await foreignMetrics()), { headers })
}
