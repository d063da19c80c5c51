import { AppError } from '#lib/errors.ts'
import { allServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { decodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { FindContext } from './find-context.ts'
import { findCopies } from './find-copies.ts'
import { isOfTopic, topicOf } from './is-of-topic.ts'
import { type LookUp, lookUp, searchWindows } from './look-up.ts'
import { notFoundReason, whyNotAtOffset } from './not-found-reason.ts'
import type { FoundMessage } from './scan/message-source.ts'
import { findTopicBrokers } from './scan/plan-queues.ts'
import type { NotFoundReason } from './schema.ts'

export interface IdQuery {
  /** A unique id or an offset id: both may have 32 or 56 hex characters. */
  id: string
  /** Needed for a unique id. */
  topic?: string
  /** Look for copies in retry, dead-letter and delay topics although the message itself was found. */
  withCopies: boolean
}

export interface FoundById {
  found: FoundMessage[]
  /** Why there is none, where all that were asked have answered. */
  reason?: NotFoundReason
  failed: { server: Server; error: RocketmqError }[]
}

/**
 * Finds a message by its id. An offset id is read at the broker that it names, if that is one of this cluster: an address out of
 * an id is never dialled otherwise. A unique id is looked up in the index of every broker of the topic, then in the topics where
 * copies of its messages lie.
 *
 * @throws AppError INVALID_INPUT for an offset id of an unknown broker, and for a unique id, when no topic is given; NOT_FOUND for
 *   an unknown topic
 */
export async function findById(context: FindContext, query: IdQuery): Promise<FoundById> {
  const { id, topic } = query
  const named = decodeOffsetMsgId(id)
  const servers = named ? await serversAt(context, named.address) : []
  const atOffset =
    named && servers.length > 0 ? await readAt(context, servers, named.commitLogOffset, topic) : undefined
  // It names a broker of ours, so it is an offset id: silent, that broker is the whole answer.
  if (atOffset && atOffset.found.length + atOffset.failed.length > 0) return atOffset
  if (topic === undefined) return atOffset ?? needsTopic(id, named?.address)
  const byUniqKey = await findByUniqKey(context, { ...query, topic })
  if (byUniqKey.found.length > 0 || !atOffset) return byUniqKey
  // What that broker says is the reason.
  return { ...atOffset, failed: byUniqKey.failed }
}

/** The servers that hold the commit log of a broker address, that one first; none when the cluster does not know it. */
async function serversAt({ cluster, signal }: FindContext, address: string): Promise<Server[]> {
  const { info } = await cluster.getInventory({ signal })
  const servers = allServers(info, cluster.clusterNames ?? undefined)
  const named = servers.find((server) => server.announcedAddress === address || server.address === address)
  if (!named) return []
  const replicas = servers.filter(({ brokerName, clusterName }) => {
    return brokerName === named.brokerName && clusterName === named.clusterName
  })
  return [named, ...replicas.filter((server) => server !== named)]
}

async function readAt(
  { cluster, caller, signal, timeoutMs }: FindContext,
  servers: readonly Server[],
  commitLogOffset: bigint,
  topic: string | undefined,
): Promise<FoundById> {
  const { messages } = cluster.admin
  const call = { caller, signal, ...(timeoutMs && { timeoutMs }) }
  const failed: FoundById['failed'] = []
  for (const server of servers) {
    try {
      const asked = topic === undefined ? { commitLogOffset } : { commitLogOffset, topicName: topic }
      let message = await messages.viewById(server, asked, call)
      // Under another name it may still be a copy: of a retry, a dead letter, a delayed one.
      if (!message && topic !== undefined) message = await messages.viewById(server, { commitLogOffset }, call)
      const isSeen = message !== null && cluster.scope.topic(topicOf(message))
      if (message && isSeen && (topic === undefined || isOfTopic(message, topic))) {
        return { found: [{ server, message }], failed: [] }
      }
      return { found: [], failed: [], reason: await whyNotAtOffset(cluster, server, commitLogOffset, signal) }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      failed.push({ server, error })
    }
  }
  return { found: [], failed }
}

async function findByUniqKey(context: FindContext, query: IdQuery & { topic: string }): Promise<FoundById> {
  const { cluster, signal, now } = context
  const { id, topic } = query
  const { brokers } = await findTopicBrokers(cluster, topic, signal)
  const servers = brokers.map(({ server }) => server)
  const lookUpOwn = async () => {
    const own: LookUp = { found: [], failed: [] }
    const places = servers.map((server) => ({ server, topicName: topic }))
    for (const window of searchWindows(id, now)) {
      const { found, failed } = await lookUp(context, places, { id, window })
      own.found.push(...found)
      own.failed = failed
      if (found.length > 0) break
    }
    return own
  }
  const lookUpCopies = () => findCopies(context, { id, topic, servers })
  const [own, wantedCopies] = await Promise.all([lookUpOwn(), query.withCopies ? lookUpCopies() : undefined])
  const copies = wantedCopies ?? (own.found.length === 0 ? await lookUpCopies() : undefined)
  const found = [...own.found, ...(copies?.found ?? [])].filter(({ message }) => cluster.scope.topic(topicOf(message)))
  const failed = uniqueServers([...own.failed, ...(copies?.failed ?? [])])
  if (found.length > 0 || failed.length > 0) return { found, failed }
  return { found, failed, reason: await notFoundReason(cluster, servers, { id, now, signal }) }
}

function needsTopic(id: string, address: string | undefined): never {
  if (address === undefined) {
    const detail = `A unique id is looked up in a topic: give the topic of ${id}.`
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'query.topic', rule: 'required', detail }] })
  }
  const detail = `Read as an offset id this names ${address}, which is no broker of this cluster; as a unique id it needs its topic.`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'query.id', rule: 'unknownAddress', params: { address }, detail }],
  })
}

const uniqueServers = (failed: FoundById['failed']) => [
  ...new Map(failed.map((entry) => [entry.server.address, entry])).values(),
]
