import type { ReachableClients } from '#lib/groups/read-online.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import type { MessageCopy } from '#lib/messages/schema.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { ConsumptionEvidence, Progress, RetryCopy } from './judge-consumption.ts'
import type { MessageFacts } from './message-facts.ts'
import { seeClients } from './see-clients.ts'

/** What its servers tell of a group, and whom of its clients one could ask. */
export interface GroupEvidence extends Omit<ConsumptionEvidence, 'traced' | 'ownerClientId'> {
  reachable: ReachableClients
}

/** Asks servers for all that tells what a group did with a message. @throws the signal's reason */
export async function gatherGroupEvidence(facts: MessageFacts, groupName: string): Promise<GroupEvidence> {
  const { found, waiting } = facts
  const topicName = found.message.topicName
  const retryTopic = `${RETRY_PREFIX}${groupName}`
  // Of POP groups, in their two spellings.
  const popRetryTopics = [`${retryTopic}_${topicName}`, `${retryTopic}+${topicName}`]
  const deadLetterTopic = `${DLQ_PREFIX}${groupName}`
  const [seen, progress, copies] = await Promise.all([
    seeClients(facts, groupName),
    readProgress(facts, groupName),
    facts.lookUpCopies([deadLetterTopic, retryTopic, ...popRetryTopics]),
  ])
  const ofTopic = (topic: string) => copies.found.filter(({ message }) => message.topicName === topic)
  const popRetries = popRetryTopics.flatMap(ofTopic)
  const subscription = seen.subscriptions.find((each) => each.topicName === topicName) ?? null
  const isPop = seen.isPop || facts.popGroups.has(groupName) || popRetries.length > 0
  const isSql = subscription !== null && subscription.expressionType !== 'TAG'
  return {
    groupName,
    // Consumers filter by what is stored; the answer tells the verdict only.
    tag: originalOf(found.message).properties.get('TAGS') ?? null,
    queueOffset: found.message.queueOffset,
    deadLetters: ofTopic(deadLetterTopic).map(toCopy),
    retries: await withProgress(facts, groupName, [...ofTopic(retryTopic), ...popRetries]),
    waiting: waiting.get(retryTopic) ?? [],
    mayLackCopies: facts.mayLackCopies || copies.isPartial,
    clients: seen.clients,
    isWithoutProxy: facts.proxies.length === 0,
    isBroadcast: seen.isBroadcast,
    isPop,
    subscription: subscription && {
      expressionType: subscription.expressionType,
      expression: subscription.expression,
    },
    sqlMatches: isSql ? await matchesSql(facts, subscription.expression) : null,
    progress,
    reachable: seen.reachable,
  }
}

/** Where the group stands in the queue of the message. Null: its broker did not answer. */
async function readProgress(
  { admin, asker, found, keeper, minOffset }: MessageFacts,
  groupName: string,
): Promise<Progress | null> {
  const { topicName, queueId } = found.message
  const stats = await asker.ask(keeper, (call) => admin.groups.getConsumeStats(keeper, { groupName, topicName }, call))
  if ('error' in stats || minOffset === null) return null
  const queue = stats.value.queues.find((each) => each.queueId === queueId && each.topicName === topicName)
  const pullOffset = queue?.pullOffset ?? null
  if (queue && queue.consumerOffset > 0n) return { minOffset, consumerOffset: queue.consumerOffset, pullOffset }
  // 0 may mean never; and of topics that its clients do not subscribe to the broker says nothing here.
  const offset = await asker.ask(keeper, (call) =>
    admin.groups.getOffset(keeper, { groupName, topicName, queueId }, call),
  )
  return 'error' in offset ? null : { minOffset, consumerOffset: offset.value, pullOffset }
}

/** Whether the group has committed past each copy in its retry topics. */
function withProgress(
  { admin, asker }: MessageFacts,
  groupName: string,
  copies: readonly FoundMessage[],
): Promise<RetryCopy[]> {
  return Promise.all(
    copies.map(async (copy): Promise<RetryCopy> => {
      const { server, message } = copy
      const { topicName, queueId, queueOffset, reconsumeTimes } = message
      const offset = await asker.ask(server, (call) =>
        admin.groups.getOffset(server, { groupName, topicName, queueId }, call),
      )
      const isConsumed = 'error' in offset ? null : offset.value !== null && offset.value > queueOffset
      return { ...toCopy(copy), tries: reconsumeTimes, isConsumed }
    }),
  )
}

/** The broker's own filter, at this one message. Null: it cannot say. */
async function matchesSql({ admin, asker, found, keeper }: MessageFacts, expression: string): Promise<boolean | null> {
  const { topicName, queueId, queueOffset } = found.message
  const query = { topicName, queueId, queueOffset, maxMessages: 1, expression, expressionType: 'SQL92' as const }
  const pulled = await asker.ask(keeper, (call) => admin.messages.pull(keeper, query, call))
  if ('error' in pulled || pulled.value.status === 'OFFSET_MOVED' || pulled.value.status === 'NOT_FOUND') return null
  return pulled.value.messages.some((message) => message.queueOffset === queueOffset)
}

function toCopy({ server, message }: FoundMessage): MessageCopy {
  const { topicName, queueId, queueOffset, storeTimestamp, offsetMsgId } = message
  return {
    at: storeTimestamp,
    queue: { topicName, brokerName: server.brokerName, queueId },
    queueOffset,
    offsetMsgId,
  }
}
