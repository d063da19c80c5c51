import type { PartialEntry } from '#lib/api/endpoint.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { maskNotesOf } from '#lib/masking/mask-messages.ts'
import { Asker } from '#lib/messages/consumption/asker.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { uniqueServers } from '#lib/messages/scan/queue-coverage.ts'
import type { QueueRange } from '#lib/messages/scan/queue-source.ts'
import { type PackedParts, planPart, type Scanned, scanParts } from '#lib/messages/scan/scan-parts.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import { keysOf } from '#lib/messages/to-message-item.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { GIVEN_UP_TOPIC, HALF_TOPIC } from './names.ts'
import { type Decisions, readDecisions } from './read-decisions.ts'
import type { HalfMessage, TransactionPage, TransactionState } from './schema.ts'

const PULLS_PER_PAGE = 64

export interface TransactionsRead extends Pick<TransactionPage, 'items' | 'rules'> {
  next?: PackedParts
  retry?: PackedParts
  coverage: Scanned['coverage']
  partial: PartialEntry[]
}

interface Asked {
  topic: string | undefined
  state: TransactionState
  pageSize: number
}

/** One answer of the list of undecided or given-up half messages. @throws the signal's reason */
export async function readTransactions(
  context: SearchContext,
  asked: Asked,
  last: PackedParts | undefined,
): Promise<TransactionsRead> {
  const { cluster, caller, signal } = context
  const asker = new Asker({ signal, timeoutMs: cluster.pageTimeoutMs, caller })
  const scan =
    asked.state === 'UNDECIDED' ? await scanHalf(context, asked, last) : await scanGivenUp(context, asked, last)
  const servers = [...new Map(scan.servers.map((server) => [server.brokerName, server])).values()]
  const facts = new Map(
    await Promise.all(
      servers.map(async (server) => [server.brokerName, await factsOf(asker, context, server)] as const),
    ),
  )
  const items = scan.found.map((found) => toHalfMessage(found, asked.state, facts.get(found.server.brokerName), scan))
  const silent = [...asker.failed.values()].map(({ server, error }) => toPartialEntry(server, error))
  const { found: _, servers: __, isUncertain: ___, ...rest } = scan
  return {
    ...rest,
    items,
    rules: smallest([...facts.values()].map(({ rules }) => rules)),
    partial: uniqueServers([
      ...scan.partial,
      // That a broker cannot list its producers takes nothing out of the list.
      ...silent.filter(({ code }) => code !== 'CLUSTER_REJECTED'),
    ]),
  }
}

interface TransactionScan extends Scanned {
  servers: Server[]
  /** The decisions of its broker were not read to their end. */
  isUncertain: (found: FoundMessage) => boolean
}

async function scanHalf(context: SearchContext, asked: Asked, last: PackedParts | undefined): Promise<TransactionScan> {
  const query = { topicName: HALF_TOPIC, stretch: { kind: 'all' as const }, order: 'oldest' as const }
  const planned = await planPart(context, query, last)
  const { part } = planned
  const partial = [...planned.partial]
  const decisions = new Map<string, Decisions>()
  const keyOf = (brokerName: string, queueId: number) => `${brokerName} ${queueId}`
  await Promise.all(
    part.queues.map(async (queue) => {
      const server = part.brokers.find(({ server: { brokerName } }) => brokerName === queue.brokerName)?.server
      const { range } = queue
      if (!server || !range || queue.error) return
      const read = await readDecisions(context, server, queue.queueId)
      decisions.set(keyOf(queue.brokerName, queue.queueId), read)
      if (read.error) {
        const missing = toPartialEntry(server, read.error)
        queue.error = { code: missing.code, detail: missing.detail }
        partial.push(missing)
      }
      if (read.checkedTo !== null) skipTo(range, read.checkedTo)
    }),
  )
  const decidedIds = new Set<string>()
  const isUndecided = (message: StoredMessage, { brokerName }: Server) => {
    const { decided } = decisions.get(keyOf(brokerName, message.queueId)) ?? { decided: new Set<bigint>() }
    const prepared = message.properties.get('TRAN_PREPARED_QUEUE_OFFSET')
    const isDecided = decided.has(message.queueOffset) || (prepared !== undefined && decided.has(BigInt(prepared)))
    if (isDecided && message.uniqKey !== null) decidedIds.add(message.uniqKey)
    return !isDecided && isOfTopic(message, asked.topic, context)
  }
  const scanned = await scanParts(context, [part], partial, {
    order: 'oldest',
    limit: asked.pageSize,
    maxPulls: PULLS_PER_PAGE,
    accept: isUndecided,
  })
  // A check stores a message anew: while it runs the old copy is there too.
  const newest = new Map(scanned.found.map((found) => [idOf(found), found]))
  return {
    ...scanned,
    found: [...newest.values()].filter(({ message }) => message.uniqKey === null || !decidedIds.has(message.uniqKey)),
    servers: part.brokers.map(({ server }) => server),
    isUncertain: ({ server, message }) => decisions.get(keyOf(server.brokerName, message.queueId))?.isCut ?? true,
  }
}

async function scanGivenUp(
  context: SearchContext,
  asked: Asked,
  last: PackedParts | undefined,
): Promise<TransactionScan> {
  const query = { topicName: GIVEN_UP_TOPIC, stretch: { kind: 'all' as const }, order: 'newest' as const }
  const { part, partial } = await planPart(context, query, last)
  const scanned = await scanParts(context, [part], partial, {
    order: 'newest',
    limit: asked.pageSize,
    maxPulls: PULLS_PER_PAGE,
    accept: (message) => isOfTopic(message, asked.topic, context),
  })
  return { ...scanned, servers: part.brokers.map(({ server }) => server), isUncertain: () => false }
}

interface BrokerFacts {
  rules: TransactionPage['rules']
  /** Clients by producer group; null: the broker does not say. */
  producers: ReadonlyMap<string, number> | null
}

async function factsOf(asker: Asker, { cluster }: SearchContext, server: Server): Promise<BrokerFacts> {
  const [config, producers] = await Promise.all([
    asker.ask(server, (call) => cluster.admin.brokers.getConfig(server, call)),
    asker.ask(server, (call) => cluster.admin.clients.listProducers(server, call)),
  ])
  const settings = 'value' in config ? config.value : {}
  return {
    rules: {
      timeoutMs: toInt(settings.transactionTimeOut),
      intervalMs: toInt(settings.transactionCheckInterval),
      maxChecks: toInt(settings.transactionCheckMax),
    },
    producers:
      'value' in producers
        ? new Map(
            [...Map.groupBy(producers.value, ({ producerGroup }) => producerGroup)].map(([group, clients]) => [
              group,
              new Set(clients.map(({ clientId }) => clientId)).size,
            ]),
          )
        : null,
  }
}

function toHalfMessage(
  found: FoundMessage,
  state: TransactionState,
  facts: BrokerFacts | undefined,
  { isUncertain }: TransactionScan,
): HalfMessage {
  const { server, message } = found
  const { properties } = message
  const producerGroup = properties.get('PGROUP') ?? null
  const masking = maskNotesOf(message, { withBody: false })
  const online = facts?.producers
  return {
    topicName: properties.get('REAL_TOPIC') ?? '',
    producerGroup,
    producers: producerGroup !== null && online ? (online.get(producerGroup) ?? 0) : null,
    uniqKey: message.uniqKey,
    offsetMsgId: message.offsetMsgId,
    storedTopicName: message.topicName,
    brokerName: server.brokerName,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    bornTimestamp: message.bornTimestamp,
    storeTimestamp: message.storeTimestamp,
    tags: properties.get('TAGS') ?? null,
    keys: keysOf(message),
    ...(masking.length > 0 && { masking }),
    state,
    checks: toInt(properties.get('TRANSACTION_CHECK_TIMES')) ?? 0,
    maxChecks: facts?.rules.maxChecks ?? null,
    ...(isUncertain(found) && { isProbable: true }),
  }
}

/** What is before the place of the check is decided, or stored anew behind it. */
function skipTo(range: QueueRange, checkedTo: bigint): void {
  if (range.from < checkedTo) range.from = checkedTo
  if (range.next < checkedTo) range.next = checkedTo
  if (range.to < checkedTo) range.to = checkedTo
}

/** Of brokers that differ the strictest. */
function smallest(rules: readonly TransactionPage['rules'][]): TransactionPage['rules'] {
  const least = (pick: (rule: TransactionPage['rules']) => number | null) => {
    const known = rules.map(pick).filter((value) => value !== null)
    return known.length > 0 ? Math.min(...known) : null
  }
  return {
    timeoutMs: least(({ timeoutMs }) => timeoutMs),
    intervalMs: least(({ intervalMs }) => intervalMs),
    maxChecks: least(({ maxChecks }) => maxChecks),
  }
}

const isOfTopic = ({ properties }: StoredMessage, topic: string | undefined, { cluster }: SearchContext) => {
  const realTopic = properties.get('REAL_TOPIC')
  return realTopic !== undefined && (topic === undefined || realTopic === topic) && cluster.scope.topic(realTopic)
}

const idOf = ({ message, server }: FoundMessage) => `${server.brokerName} ${message.uniqKey ?? message.offsetMsgId}`

const toInt = (text: string | undefined) => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null)
