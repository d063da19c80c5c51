export const dynamic = 'force-dynamic'

/** The process answers. Nothing else is looked at, so that a slow database does not get web processes restarted. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
