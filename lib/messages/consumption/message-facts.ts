import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { isOfTopic } from '#lib/messages/is-of-topic.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { LEVEL_TOPIC, TIMER_TOPIC } from '#lib/messages/to-message-item.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { KeyQuery } from '#lib/rocketmq/admin/messages.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Asker } from './asker.ts'
import type { WaitingCopy } from './judge-consumption.ts'
import { sortWaitingCopies } from './waiting-copies.ts'

/** What is the same for every group of one message. */
export interface MessageFacts {
  admin: AdminClient
  asker: Asker
  found: FoundMessage
  /** Brokers that have the topic. */
  brokers: readonly Server[]
  /** `host:port` of each registered proxy's remoting protocol. */
  proxies: readonly string[]
  /** Holds the message's queue: the master, or who handed the message out. */
  keeper: Server
  /** Of the message's queue; null: its broker did not answer. */
  minOffset: bigint | null
  /** Copies in delay topics, by the topic that they wait for. */
  waiting: ReadonlyMap<string, readonly WaitingCopy[]>
  /** Groups whose clients were told to take this topic's messages by POP. */
  popGroups: ReadonlySet<string>
  mayLackCopies: boolean
  lookUpCopies: (topicNames: readonly string[]) => Promise<Copies>
}

export interface Copies {
  found: FoundMessage[]
  /** A server that may hold some did not answer. */
  isPartial: boolean
}

/** Copies that one broker can have under one name. */
const MAX_COPIES = 32
const ALWAYS = { from: new Date(0), to: new Date(8_640_000_000_000_000) }

/** @throws the signal's reason */
export async function gatherMessageFacts(
  cluster: LiveCluster,
  asker: Asker,
  { found, brokers }: Pick<MessageFacts, 'found' | 'brokers'>,
): Promise<MessageFacts> {
  const { admin } = cluster
  const { topicName, queueId } = found.message
  // Delayed copies lie in topics of RocketMQ's own; only those of this very message are looked at.
  const inventory = await cluster.getWholeInventory()
  const keeper = brokers.find(({ brokerName }) => brokerName === found.server.brokerName) ?? found.server
  const lookUpCopies = async (topicNames: readonly string[]): Promise<Copies> => {
    const places = inventory.topicConfigs.flatMap(({ server, configs }) =>
      topicNames.filter((name) => configs.has(name)).map((name) => ({ server, topicName: name })),
    )
    const answers = await Promise.all(places.map((place) => askIndex(admin, asker, found.message, place)))
    return { found: answers.flatMap((copies) => copies ?? []), isPartial: answers.includes(null) }
  }
  const [min, delayed, modes] = await Promise.all([
    asker.ask(keeper, (call) => admin.offsets.getMin(keeper, { topicName, queueId }, call)),
    lookUpCopies([LEVEL_TOPIC, TIMER_TOPIC]),
    asker.ask(keeper, (call) => admin.groups.listRequestModes(keeper, call)),
  ])
  const popModes = 'value' in modes ? modes.value.filter((each) => each.topicName === topicName) : []
  return {
    admin,
    asker,
    found,
    brokers,
    proxies: cluster.proxies.map(({ remoting }) => remoting),
    keeper,
    minOffset: 'value' in min ? min.value : null,
    waiting: await sortWaitingCopies({ admin, asker }, delayed.found),
    popGroups: new Set(popModes.filter(({ mode }) => mode === 'POP').map(({ groupName }) => groupName)),
    mayLackCopies: delayed.isPartial || inventory.partial.length > 0,
    lookUpCopies,
  }
}

/** Copies under the message's unique id in one topic of one broker; null: no answer. A message without such an id has none. */
async function askIndex(
  admin: AdminClient,
  asker: Asker,
  message: StoredMessage,
  { server, topicName }: { server: Server; topicName: string },
): Promise<FoundMessage[] | null> {
  if (message.uniqKey === null) return []
  const query: KeyQuery = { topicName, key: message.uniqKey, maxMessages: MAX_COPIES, indexType: 'U', ...ALWAYS }
  const answer = await asker.ask(server, (call) => admin.messages.queryByKey(server, query, call))
  if ('error' in answer) return null
  const origin = message.properties.get('RETRY_TOPIC') ?? message.topicName
  return answer.value
    .filter((copy) => copy.topicName === topicName && copy.uniqKey === message.uniqKey)
    .filter((copy) => copy.offsetMsgId !== message.offsetMsgId && isOfTopic(copy, origin))
    .map((copy) => ({ server, message: copy }))
}
