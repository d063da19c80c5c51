import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { decodeUniqKey } from '#lib/rocketmq/codec/message-id.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { NotFoundReason } from './schema.ts'

/** What one broker says about how far back it can answer; null where it does not say. */
interface Reach {
  isIndexed: boolean | null
  earliest: Date | null
}

const DAY_MS = 86_400_000

/** Why no index knows a unique id, when all brokers have answered. */
export async function notFoundReason(
  cluster: Pick<LiveCluster, 'admin' | 'pageTimeoutMs'>,
  servers: readonly Server[],
  { id, now, signal }: { id: string; now: Date; signal: AbortSignal },
): Promise<NotFoundReason> {
  const reaches = await Promise.all(servers.map((server) => reachOf(cluster, server, signal)))
  if (reaches.some(({ isIndexed }) => isIndexed === false)) return 'NOT_INDEXED'
  const [sentAt] = decodeUniqKey(id, now)?.approximateSendTimes ?? []
  const earliest = reaches.flatMap((reach) => (reach.earliest ? [reach.earliest.getTime()] : []))
  // The clock of the client, in its own time zone: a day is more than both can be off.
  const isDeleted = sentAt && earliest.length > 0 && sentAt.getTime() + DAY_MS < Math.min(...earliest)
  return isDeleted ? 'EXPIRED' : 'NO_MESSAGE'
}

/** Why there is nothing at a place of a commit log. */
export async function whyNotAtOffset(
  { admin, pageTimeoutMs }: Pick<LiveCluster, 'admin' | 'pageTimeoutMs'>,
  server: Server,
  commitLogOffset: bigint,
  signal: AbortSignal,
): Promise<NotFoundReason> {
  const runtime = await admin.brokers.getRuntime(server, { signal, timeoutMs: pageTimeoutMs }).catch(ignoreBroker)
  const minOffset = /^\d{1,19}$/.exec(runtime?.commitLogMinOffset ?? '')
  return minOffset && commitLogOffset < BigInt(minOffset[0]) ? 'EXPIRED' : 'NO_MESSAGE'
}

async function reachOf(
  { admin, pageTimeoutMs }: Pick<LiveCluster, 'admin' | 'pageTimeoutMs'>,
  server: Server,
  signal: AbortSignal,
): Promise<Reach> {
  const call = { signal, timeoutMs: pageTimeoutMs }
  const [config, runtime] = await Promise.all([
    admin.brokers.getConfig(server, call).catch(ignoreBroker),
    admin.brokers.getRuntime(server, call).catch(ignoreBroker),
  ])
  const earliestMs = Number(runtime?.earliestMessageTimeStamp)
  return {
    isIndexed: config?.messageIndexEnable === undefined ? null : config.messageIndexEnable !== 'false',
    earliest: earliestMs > 0 ? new Date(earliestMs) : null,
  }
}

/** A reason is worth a try, not a failure. */
function ignoreBroker(error: unknown): undefined {
  if (!(error instanceof RocketmqError)) throw error
}
