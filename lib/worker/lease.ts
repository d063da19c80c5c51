import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { log } from '#lib/log.ts'
import type { Clock } from '#lib/worker/loop.ts'

/** Which work is leased: one task of one cluster, or of the whole console (scope empty). */
export interface LeaseKey {
  task: string
  scope: string
}

export interface HeldLease extends LeaseKey {
  /** Rises with each new holder. A write that must not come from a past holder calls `requireLease` in its transaction. */
  fencingToken: bigint
}

/**
 * A worker that dies is replaced after at most `ttlMs + retryMs` = 20 s. It is renewed four times in its life, so three lost
 * renewals are no reason to hand over.
 */
export const leaseTimes = { ttlMs: 15_000, renewMs: 3750, retryMs: 5000 }

/**
 * Takes a free or expired lease, or renews it for its holder. All times are the database's, so clocks may differ.
 * @returns the fencing token, or null while somebody else holds it
 */
export async function acquireLease(key: LeaseKey, holder: string, ttlMs: number): Promise<bigint | null> {
  const rows = await db().$queryRaw<{ fencing_token: bigint }[]>`
    insert into leases as held (task, scope, holder, fencing_token, expires_at)
    values (${key.task}, ${key.scope}, ${holder}, 1, now() + ${ttlMs} * interval '1 millisecond')
    on conflict (task, scope) do update set
      holder = excluded.holder,
      expires_at = excluded.expires_at,
      fencing_token = held.fencing_token + case when held.holder = excluded.holder and held.expires_at > now() then 0 else 1 end
    where held.holder = excluded.holder or held.expires_at <= now()
    returning fencing_token`
  return rows[0]?.fencing_token ?? null
}

/** Gives a lease back, so that the next holder need not wait for its end. The row stays: its token must go on rising. */
export async function releaseLease(lease: HeldLease): Promise<void> {
  const { task, scope, fencingToken } = lease
  await db().$executeRaw`
    update leases set expires_at = now() where task = ${task} and scope = ${scope} and fencing_token = ${fencingToken}`
}

/**
 * Makes a transaction of a past holder fail: nobody can take the lease between this check and the commit.
 * @throws Error when the lease has a new holder or has expired
 */
export async function requireLease(tx: Prisma.TransactionClient, lease: HeldLease): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from leases
    where task = ${lease.task} and scope = ${lease.scope} and fencing_token = ${lease.fencingToken} and expires_at > now()
    for share`
  if (rows.length === 0) throw new Error(`The lease of ${lease.task} ${lease.scope} (${lease.fencingToken}) has ended.`)
}

/**
 * Contends for a lease until the signal aborts, and runs `work` whenever it is held. The signal that `work` gets aborts as soon
 * as the lease is lost or could not be renewed in time, and by then no other worker has it yet.
 */
export async function whileHolding(
  key: LeaseKey,
  holder: string,
  work: (lease: HeldLease, signal: AbortSignal) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
  times = leaseTimes,
): Promise<void> {
  while (!signal.aborted) {
    const fencingToken = await acquireLease(key, holder, times.ttlMs).catch((error: unknown) => {
      log.warn({ error, ...key }, 'A lease could not be asked for; trying again')
      return null
    })
    if (fencingToken === null) {
      await clock.sleep(times.retryMs * (0.8 + 0.2 * clock.random()), signal)
      continue
    }
    const lease = { ...key, fencingToken }
    const ended = new AbortController()
    const working = AbortSignal.any([signal, ended.signal])
    const renewing = renew(lease, holder, clock, working, times).finally(() => ended.abort())
    try {
      await work(lease, working)
    } finally {
      ended.abort()
      await renewing
      await releaseLease(lease).catch(() => {}) // it ends by itself
    }
  }
}

/** Renews until the signal aborts, the lease has gone to another worker, or it may have ended without an answer. */
async function renew(
  lease: HeldLease,
  holder: string,
  clock: Clock,
  signal: AbortSignal,
  times: typeof leaseTimes,
): Promise<void> {
  let renewedAt = clock.now().getTime()
  while (!signal.aborted) {
    await clock.sleep(times.renewMs, signal)
    if (signal.aborted) return
    const askedAt = clock.now().getTime()
    try {
      // An answer that comes later than this is none: by then the work must have stopped.
      const late = clock.sleep(times.renewMs, signal).then(() => Promise.reject(new Error('No answer from Postgres')))
      const token = await Promise.race([acquireLease(lease, holder, times.ttlMs), late])
      if (token !== lease.fencingToken) return
      renewedAt = askedAt
    } catch (error) {
      if (signal.aborted) return
      log.warn({ error, task: lease.task, scope: lease.scope }, 'A lease could not be renewed')
      if (clock.now().getTime() - renewedAt > times.ttlMs - times.renewMs) return
    }
  }
}
