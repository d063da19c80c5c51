import { unknown } from '#lib/api/endpoint.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { isNotSupported, type Round } from './ask-groups.ts'
import { workingThreads } from './consume-threads.ts'
import type { OnlineClient } from './online.ts'
import { protocolOf } from './online.ts'
import { parseStack } from './parse-stack.ts'
import { queueLag } from './queue-lag.ts'
import { pickTurn } from './rotation.ts'
import type { ClientSample } from './sample.ts'
import { clientKey } from './sampler-memory.ts'
import type { ClientFacts, SamplerState } from './sampler-state.ts'
import { type ClientWatch, needsLook, takeLook, type WatchedQueue, watchQueues } from './watch-client.ts'

const TIMEOUT_MS = 3_000
const caller = 'sampler'

/**
 * The broker relays the question and waits up to 10 s for the client, on a thread of a small pool: few at a time, and a client
 * that does not answer is left alone for a while.
 */
const CLIENTS_PER_ROUND = 150
const AT_A_TIME = 4
const CLIENT_TIMEOUT_MS = 12_000
const REST_MS = 10 * 60_000
/** Of the round's time: the rest waits for the next. */
const PART_OF_ROUND_MS = 20_000
/** Each is hundreds of kB, from a client that does not move. */
const STACKS_PER_ROUND = 4

/** What remoting consumers say of themselves (307): those of groups with several clients first, for these may differ. */
export async function askClients(state: SamplerState, round: Round): Promise<void> {
  const online = [...state.onlineByGroup].flatMap(([groupName, { clients }]) =>
    clients
      .filter(({ protocol, brokers }) => protocol === 'remoting' && brokers.length > 0)
      .map((client) => ({ groupName, client, siblings: clients.length })),
  )
  const keyOf = (of: { groupName: string; client: OnlineClient }) => clientKey(of.groupName, of.client.clientId)
  const keys = new Set(online.map(keyOf))
  for (const key of state.factsByClient.keys()) if (!keys.has(key)) state.factsByClient.delete(key)
  const now = Date.now()
  const isResting = (facts: ClientFacts | undefined) =>
    facts !== undefined && facts.queues === null && now - facts.askedAt < REST_MS
  const turn = pickTurn(
    online.filter((of) => !isResting(state.factsByClient.get(keyOf(of)))),
    CLIENTS_PER_ROUND,
    (of) => state.factsByClient.get(keyOf(of))?.askedAt,
    (of) => of.siblings > 1 || state.factsByClient.get(keyOf(of))?.watch?.look != null,
  )
  const asking: Asking = { round, endOffsets: new EndOffsets(round), stacksLeft: STACKS_PER_ROUND }
  const until = now + PART_OF_ROUND_MS
  let next = 0
  const work = async () => {
    while (next < turn.length && Date.now() < until) {
      const of = turn[next++]
      if (!of) continue
      const watch = state.factsByClient.get(keyOf(of))?.watch ?? null
      state.factsByClient.set(keyOf(of), await askClient(of.groupName, of.client, watch, asking))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
}

/** What the questions to the clients share within one round. */
interface Asking {
  round: Round
  endOffsets: EndOffsets
  stacksLeft: number
}

async function askClient(
  groupName: string,
  { clientId, brokers }: OnlineClient,
  before: ClientWatch | null,
  asking: Asking,
): Promise<ClientFacts> {
  const { round, endOffsets } = asking
  const askedAt = Date.now()
  const silent = (): ClientFacts => ({ clientId, askedAt, subscriptions: null, queues: null, lag: null, watch: before })
  const server = round.servers.find(({ brokerName }) => brokers.includes(brokerName))
  if (!server) return silent()
  const ask = (withStack: boolean) => {
    round.paceOf(server.address).requests += 1
    const question = { groupName, clientId, withStack }
    return round.admin.clients.getRunningInfo(server, question, {
      signal: round.signal,
      timeoutMs: CLIENT_TIMEOUT_MS,
      caller,
    })
  }
  try {
    const info = await ask(false)
    const queues = info.queues
      .filter(({ topicName, isDropped }) => !topicName.startsWith(RETRY_PREFIX) && isDropped !== true)
      .map(({ topicName, brokerName, queueId, commitOffset, lastConsumeAt }) => ({
        topicName,
        brokerName,
        queueId,
        committed: valid(commitOffset),
        lastConsumeAt: lastConsumeAt?.getTime() ?? null,
      }))
    const watched: WatchedQueue[] = []
    let lag: bigint | null = 0n
    for (const { topicName, brokerName, queueId, committed } of queues) {
      const end = await endOffsets.of(topicName, brokerName, queueId)
      const own = end && queueLag({ ...end, committed }).lag
      if (own !== null) watched.push({ key: `${topicName}@${brokerName}@${queueId}`, committed, lag: own })
      lag = own === null || lag === null ? null : lag + own
    }
    let watch = watchQueues(before, watched, askedAt)
    if (watch && needsLook(watch, askedAt) && asking.stacksLeft > 0) {
      asking.stacksLeft -= 1
      const { jstack } = await ask(true)
      if (jstack) watch = takeLook(watch, workingThreads(parseStack(jstack).threads, groupName), askedAt)
    }
    return { clientId, askedAt, subscriptions: info.subscriptions, queues, lag, watch }
  } catch (error) {
    if (error instanceof RocketmqError) return silent()
    throw error
  }
}

/** −1: the client has not read an offset yet. */
const valid = (committed: bigint | null) => (committed !== null && committed >= 0n ? committed : null)

/** Ends of queues (202), each topic asked once per broker and round, and only for those whose clients are asked. */
class EndOffsets {
  private readonly round: Round
  private readonly asked = new Map<
    string,
    Promise<ReadonlyMap<number, { minOffset: bigint; maxOffset: bigint }> | null>
  >()

  constructor(round: Round) {
    this.round = round
  }

  async of(topicName: string, brokerName: string, queueId: number) {
    const key = `${topicName}@${brokerName}`
    const asking = this.asked.get(key) ?? this.ask(topicName, brokerName)
    this.asked.set(key, asking)
    return (await asking)?.get(queueId) ?? null
  }

  private async ask(topicName: string, brokerName: string) {
    const { admin, servers, paceOf, signal } = this.round
    const server = servers.find((each) => each.brokerName === brokerName)
    if (!server) return null
    paceOf(server.address).requests += 1
    try {
      const { queues } = await admin.topics.getStats(server, topicName, { signal, timeoutMs: TIMEOUT_MS, caller })
      return new Map(queues.map(({ queueId, minOffset, maxOffset }) => [queueId, { minOffset, maxOffset }]))
    } catch (error) {
      if (error instanceof RocketmqError) return null
      throw error
    }
  }
}

/** Producers of all masters (328). What a silent one knew last stays until it is asked again. */
export async function askProducers(state: SamplerState, round: Round): Promise<void> {
  const askedAt = Date.now()
  const producers = new Map<string, ClientSample>()
  // One client may have several connections to a broker.
  const brokersByProducer = new Map<string, Set<string>>()
  for (const server of round.servers) {
    round.paceOf(server.address).requests += 1
    try {
      const clients = await round.admin.clients.listProducers(server, {
        signal: round.signal,
        timeoutMs: TIMEOUT_MS,
        caller,
      })
      for (const { producerGroup, clientId, lastSeenAt, ...client } of clients) {
        const key = clientKey(producerGroup, clientId)
        const firstSeen = state.memory.firstSeenByClient.get(key) ?? askedAt
        state.memory.firstSeenByClient.set(key, firstSeen)
        const known = producers.get(key)
        const brokers = brokersByProducer.get(key) ?? new Set<string>()
        brokersByProducer.set(key, brokers.add(server.brokerName))
        const seenAt = lastSeenAt ?? new Date(askedAt)
        producers.set(key, {
          ...client,
          clientId,
          kind: 'PRODUCER',
          groupName: producerGroup,
          protocol: protocolOf({ clientId }),
          seenBy: { brokers: brokers.size, brokersAsked: round.servers.length, proxies: [] },
          firstSeenAt: new Date(firstSeen),
          lastSeenAt: known && known.lastSeenAt > seenAt ? known.lastSeenAt : seenAt,
          topics: [],
          queues: null,
          lag: unknown('NOT_REPORTED'),
          isHung: null,
        })
      }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      // Brokers before 4.9.7 cannot tell; there the list is empty, and pages say why.
      if (!isNotSupported(error))
        for (const each of state.producers) producers.set(clientKey(each.groupName, each.clientId), each)
    }
  }
  state.producers = [...producers.values()].sort((a, b) => (a.groupName < b.groupName ? -1 : 1))
}
