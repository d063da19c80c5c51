import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { type StreamAnswer, textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { contextOfStarter } from '#lib/users/context-of-starter.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopicBrokers } from '../scan/plan-queues.ts'
import { type TailEndReason, TailEvents, tailLimits } from '../schema.ts'
import { requireSight } from '../seen-as.ts'
import { toMessageItem } from '../to-message-item.ts'
import { type TailQuery, TailReader } from './tail-reader.ts'
import { takeTailSlot } from './tail-slots.ts'

/** Between two looks: what is sent is seen in less than 2 s. */
const LOOK_MS = 1_000
/** Rights that end meanwhile end the tail within this. */
const RIGHTS_MS = 15_000

/**
 * What arrives in up to five topics, as server-sent events, until the reader leaves, half an hour is over, or the right is gone: `rows`,
 * `skipped` and, after each look, `state`; at the end `end`. At most 50 rows a second; those above are the older ones, and are counted.
 *
 * Reads as an outsider, so no group's progress moves. Previews of bodies come with `message:read-body` alone, and then the whole tail is
 * one row in the audit.
 *
 * @throws AppError NOT_FOUND for an unknown topic; LIMIT_EXCEEDED for a third tail of a user or an eleventh of a cluster
 */
export async function tailMessages(ctx: Context, input: TailQuery & { clusterId: string }): Promise<StreamAnswer> {
  const { clusterId, ...query } = input
  for (const topic of query.topics) requirePermission(ctx, 'message:tail', clusterId, onTopic(topic))
  const cluster = await getCluster(ctx, clusterId, { topic: 'message:tail' })
  await Promise.all(query.topics.map((topic) => findTopicBrokers(cluster, topic, ctx.signal)))
  const caller = ctx.actor.userId ?? ctx.actor.id
  await Promise.all(query.topics.map((topic) => requireSight(ctx, clusterId, { topic, tag: query.tag })))
  const sight = { mayUnmask: holdsOnAll(ctx, 'message:unmask', clusterId, query.topics) }
  const reader = new TailReader(cluster, query, caller, sight)
  // Whatever such a filter finds tells of the body.
  if (reader.needsBody) requireBodies(ctx, clusterId, query.topics)
  const release = await takeTailSlot({ userId: caller, clusterId, signal: ctx.signal })
  const withBody = holdsOnAll(ctx, 'message:read-body', clusterId, query.topics)
  const close = withBody ? await openRecord(ctx, clusterId, query).catch(rethrowAfter(release)) : () => {}
  const events = tailEvents(ctx, { reader, clusterId, topics: query.topics, withBody })
  const stream = textStream(
    closing(events, (rows) => {
      release()
      close(rows)
    }),
  )
  // `no-transform`, or a compressing server would hold events back.
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }, body: stream }
}

interface TailRun {
  reader: TailReader
  clusterId: string
  topics: readonly string[]
  withBody: boolean
}

/** Previews come for all topics of a tail or for none. */
const holdsOnAll = (ctx: Context, permission: Permission, clusterId: string, topics: readonly string[]) =>
  topics.every((topic) => hasPermission(ctx, permission, clusterId, onTopic(topic)))

function requireBodies(ctx: Context, clusterId: string, topics: readonly string[]): void {
  for (const topic of topics) requirePermission(ctx, 'message:read-body', clusterId, onTopic(topic))
}

/** Event texts; how many rows each has, for the record. */
type Piece = { text: string; rows: number }

async function* tailEvents(ctx: Context, { reader, clusterId, topics, withBody }: TailRun): AsyncGenerator<Piece> {
  const { signal } = ctx
  const endsAt = new Date(Date.now() + tailLimits.minutes * 60_000)
  const end = (reason: TailEndReason, detail?: string) =>
    piece('end', { reason, ...(detail !== undefined && { detail }) })
  let checkedAt = Date.now()
  while (!signal.aborted) {
    const startedAt = performance.now()
    try {
      const { rows, skipped, ...state } = await reader.look(tailLimits.rowsPerSecond, signal)
      const items = rows.map((found) => toMessageItem(found, { withBody }))
      if (items.length > 0) yield { ...piece('rows', { items }), rows: items.length }
      if (skipped > 0n) yield piece('skipped', { count: skipped })
      yield piece('state', { ...state, at: new Date(), endsAt })
    } catch (error) {
      if (signal.aborted) return
      const { code, message } = toAppError(error)
      yield end(code === 'NOT_FOUND' ? 'topic' : 'failed', message)
      return
    }
    if (Date.now() >= endsAt.getTime()) {
      yield end('time')
      return
    }
    if (Date.now() - checkedAt > RIGHTS_MS) {
      checkedAt = Date.now()
      if (!(await isStillAllowed(ctx, { clusterId, topics, withBody }))) {
        yield end('rights')
        return
      }
    }
    const restMs = startedAt + LOOK_MS - performance.now()
    await wait(Math.max(0, restMs), undefined, { signal }).catch(() => {})
  }
}

/** The rights of this moment; the worker, who is nobody's, keeps them. */
async function isStillAllowed(
  ctx: Context,
  { clusterId, topics, withBody }: Omit<TailRun, 'reader'>,
): Promise<boolean> {
  const { userId } = ctx.actor
  if (ctx.actor.kind === 'worker') return true
  const { signal, requestId, address, agent, tokenId } = ctx
  const starter = { userId: userId ?? '', tokenId: tokenId ?? null, address, agent, requestId }
  const now = await contextOfStarter(starter, { signal })
  if (!now || !holdsOnAll(now, 'message:tail', clusterId, topics)) return false
  return !withBody || holdsOnAll(now, 'message:read-body', clusterId, topics)
}

function piece<Name extends keyof typeof TailEvents>(name: Name, value: z.output<(typeof TailEvents)[Name]>): Piece {
  const data = z.encode(TailEvents[name] as z.ZodType, value) // the schema of this very name
  return { text: `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`, rows: 0 }
}

/** Its texts; `onEnd` is told, once, how many rows were in them, however it ends. */
async function* closing(pieces: AsyncGenerator<Piece>, onEnd: (rows: number) => void): AsyncGenerator<string> {
  let sum = 0
  try {
    for await (const { text, rows } of pieces) {
      sum += rows
      yield text
    }
  } finally {
    onEnd(sum)
  }
}

/** Begins the audit row of a tail with bodies. @returns ends it */
async function openRecord(ctx: Context, clusterId: string, query: TailQuery): Promise<(rows: number) => void> {
  const entry = {
    action: 'message.read-body',
    clusterId,
    target: { kind: 'topic', name: query.topics.join(', ') },
    permission: 'message:read-body' as const,
    detail: { tail: query },
  }
  return new Promise((resolve, reject) => {
    const run = audited(ctx, entry, (record) => {
      return new Promise<void>((ended) =>
        resolve((messages) => {
          record.after({ messages })
          ended()
        }),
      )
    })
    run.catch(reject)
  })
}

const rethrowAfter = (release: () => void) => (error: unknown) => {
  release()
  throw error instanceof AppError
    ? error
    : new AppError('INTERNAL', 'The audit could not be written.', {}, { cause: error })
}
