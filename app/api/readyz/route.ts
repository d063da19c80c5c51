import { readiness } from '#lib/db/readiness.ts'

export const dynamic = 'force-dynamic'

/** Postgres answers and has the schema of this version. The health of RocketMQ is data, never readiness. */
export async function GET(): Promise<Response> {
  const answer = await readiness()
  return Response.json(answer, {
    status: answer.status === 'ready' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  })
}
