import { createHmac } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import { rootSecrets } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'

const maxAgeMs = 24 * 3_600_000

/**
 * Runs a POST once per actor and `Idempotency-Key`; for 24 h the same request gets the stored answer, marked
 * `Idempotency-Replayed: true`. What was refused before anything was tried is not stored, so it can be corrected and sent again.
 *
 * @param run never throws: it answers errors as problems, and says whether an effect was tried
 * @throws AppError INVALID_INPUT for a malformed key; CONFLICT when the key belongs to another request, or to one that is still
 *   running or was cut off by a crash, so that nobody knows whether it took effect
 */
export async function runOnce(
  ctx: Context,
  key: string,
  body: unknown,
  run: () => Promise<{ response: Response; wasTried: boolean }>,
): Promise<Response> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('INVALID_INPUT', 'Idempotency-Key must be 1 to 255 visible ASCII characters.', {
      fields: [{ path: 'header.idempotency-key', rule: 'pattern', detail: '1 to 255 visible ASCII characters' }],
    })
  }
  const id = { actorId: ctx.actor.id, key }
  const fingerprint = createHmac('sha256', rootSecrets().current) // the body may hold a secret that a plain hash would let guess
    .update(
      JSON.stringify([ctx.request?.method, ctx.request?.path, body], (_key, item: unknown) =>
        typeof item === 'bigint' ? `${item}` : item,
      ),
    )
    .digest('hex')
  await db().idempotencyKey.deleteMany({ where: { ...id, createdAt: { lt: new Date(Date.now() - maxAgeMs) } } })
  const { count } = await db().idempotencyKey.createMany({ data: [{ ...id, fingerprint }], skipDuplicates: true })
  if (count === 0) return await replay(id, fingerprint)

  const { response, wasTried } = await run()
  try {
    if (wasTried) await store(id, response)
    else await db().idempotencyKey.delete({ where: { actorId_key: id } })
  } catch (error) {
    // The effect has happened and its answer is true; a repetition will be told that the outcome is not known.
    log.error({ error, requestId: ctx.requestId }, 'idempotent answer could not be stored')
  }
  return response
}

async function store(id: { actorId: string; key: string }, response: Response): Promise<void> {
  const headers = Object.fromEntries(
    ['content-type', 'x-audit-id'].flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  await db().idempotencyKey.update({
    where: { actorId_key: id },
    data: { status: response.status, headers, body: await response.clone().text(), finishedAt: new Date() },
  })
}

async function replay(id: { actorId: string; key: string }, fingerprint: string): Promise<Response> {
  const stored = await db().idempotencyKey.findUnique({ where: { actorId_key: id } })
  if (stored && stored.fingerprint !== fingerprint) {
    throw new AppError('CONFLICT', 'This Idempotency-Key was used for another request.')
  }
  if (!stored?.finishedAt || stored.status === null) {
    throw new AppError(
      'CONFLICT',
      'A request with this Idempotency-Key is still running, or was cut off: look at the audit.',
    )
  }
  const headers = new Headers(stored.headers as Record<string, string>) // written by `store`
  headers.set('idempotency-replayed', 'true')
  return new Response(stored.status === 204 ? null : stored.body, { status: stored.status, headers })
}

/** Drops answers older than 24 h. For the worker. */
export async function forgetIdempotencyKeys(now: Date): Promise<void> {
  await db().idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - maxAgeMs) } } })
}
