import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { FindContext } from '#lib/messages/find-context.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { findTopicBrokers } from '#lib/messages/scan/plan-queues.ts'
import { uniqueServers } from '#lib/messages/scan/queue-coverage.ts'
import type { ConsumptionList } from '#lib/messages/schema.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import { Asker } from './asker.ts'
import { findOwners } from './find-owners.ts'
import { type GroupEvidence, gatherGroupEvidence } from './group-evidence.ts'
import { judgeConsumption } from './judge-consumption.ts'
import { gatherMessageFacts } from './message-facts.ts'
import { deliveriesOfGroups, type TracedDeliveries } from './traced-deliveries.ts'

export interface ConsumptionQuery {
  /** Part of a group name. */
  group?: string | undefined
  page: number
  pageSize: number
}

/** What is not asked for without being told. */
interface ConsumptionOptions {
  /** What clients wrote down of the message. */
  readTraces?: () => Promise<TracedDeliveries>
  /** Who reads its queue. */
  withOwners?: boolean
}

const untraced = async (): Promise<TracedDeliveries> => ({ deliveries: [], partial: [] })

/**
 * The groups of a found message's topic, by name, each with its verdict.
 *
 * @throws the signal's reason
 */
export async function listConsumption(
  context: FindContext & { timeoutMs: number },
  found: FoundMessage,
  query: ConsumptionQuery,
  { readTraces = untraced, withOwners = false }: ConsumptionOptions = {},
): Promise<ConsumptionList> {
  const { cluster, signal, timeoutMs, caller, now } = context
  const asker = new Asker({ signal, timeoutMs, caller })
  const [{ groupNames, total, evidence, partial }, traces] = await Promise.all([
    gatherEvidence(context, asker, found, query),
    readTraces(),
  ])
  const deliveries = deliveriesOfGroups(traces.deliveries, groupNames)
  const owners = withOwners ? await findOwners(cluster, ownedBy(evidence), queueOf(found), signal) : null
  const failed = [...asker.failed.values()].map(({ server, error }) => toPartialEntry(server, error))
  const missing = uniqueServers([...partial, ...traces.partial, ...failed])
  return {
    items: evidence.map((each) => {
      const { groupName } = each
      const told = { traced: deliveries.get(groupName) ?? [], ownerClientId: owners?.get(groupName) ?? null }
      return judgeConsumption({ ...each, ...told }, now)
    }),
    total,
    page: query.page,
    pageSize: query.pageSize,
    ...(missing.length > 0 && { partial: missing }),
  }
}

/** Groups whose queues belong to one client each: broadcast and POP share them. */
const ownedBy = (evidence: readonly GroupEvidence[]) =>
  new Map(
    evidence
      .filter(({ isBroadcast, isPop }) => !isBroadcast && !isPop)
      .map(({ groupName, reachable }) => [groupName, reachable]),
  )

const queueOf = ({ server, message }: FoundMessage) => ({
  topicName: message.topicName,
  brokerName: server.brokerName,
  queueId: message.queueId,
})

async function gatherEvidence(
  { cluster, signal }: FindContext,
  asker: Asker,
  found: FoundMessage,
  { group = '', page, pageSize }: ConsumptionQuery,
) {
  const { topicName } = found.message
  const { brokers, partial } = await findTopicBrokers(cluster, topicName, signal)
  const servers = brokers.map(({ server }) => server)
  const [groupNames, facts] = await Promise.all([
    listGroups(cluster.admin, asker, servers, topicName),
    gatherMessageFacts(cluster, asker, { found, brokers: servers }),
  ])
  const text = group.trim().toLowerCase()
  const seen = groupNames.filter((name) => cluster.scope.group(name))
  const wanted = seen.filter((name) => name.toLowerCase().includes(text)).sort()
  const shown = wanted.slice((page - 1) * pageSize, page * pageSize)
  const evidence = await Promise.all(shown.map((name) => gatherGroupEvidence(facts, name)))
  return { groupNames, total: wanted.length, evidence, partial }
}

/** Groups that subscribe to the topic or ever committed an offset in it, without RocketMQ's own. */
async function listGroups(
  admin: AdminClient,
  asker: Asker,
  servers: readonly Server[],
  topicName: string,
): Promise<string[]> {
  const answers = await Promise.all(
    servers.map((server) => asker.ask(server, (call) => admin.topics.listGroups(server, topicName, call))),
  )
  const names = new Set(answers.flatMap((answer) => ('value' in answer ? answer.value : [])))
  return [...names].filter((name) => !isSystemGroup(name))
}
