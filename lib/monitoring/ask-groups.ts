import type { PartialEntry } from '#lib/api/endpoint.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { gaugeOf } from './exporter-rates.ts'
import { joinOnline, type ServerAnswer } from './online.ts'
import type { Pace } from './pace.ts'
import { pickTurn } from './rotation.ts'
import { type Positions, positionKey, type SamplerState, spanKey } from './sampler-state.ts'

/** What the parts of one round share. */
export interface Round {
  admin: AdminClient
  /** Masters that answered in this round. */
  servers: readonly Server[]
  proxies: readonly { name: string; remoting: string }[]
  paceOf: (address: string) => Pace
  requestsPerSecond: number
  /** Asked in every round. */
  urgentGroups: ReadonlySet<string>
  signal: AbortSignal
}

/** Groups, spans and positions asked for in one round, each: what is left out comes first in the next. */
export const PER_ROUND = 1_000
const TIMEOUT_MS = 3_000
const caller = 'sampler'

/**
 * Who is online (203), at every master and every proxy: groups that are urgent, online or move in this round, the others in turn. What a
 * server does not answer is `undefined` there, and the group's clients are then "at least" or unknown.
 *
 * @returns who answered nothing, or stopped to answer
 */
export async function askOnline(
  state: SamplerState,
  groupNames: readonly string[],
  round: Round,
): Promise<PartialEntry[]> {
  const turn = pickTurn(
    groupNames.filter((name) => !isSystemGroup(name)),
    PER_ROUND,
    (name) => state.onlineByGroup.get(name)?.askedAt,
    (name) =>
      round.urgentGroups.has(name) || (state.onlineByGroup.get(name)?.clients.length ?? 0) > 0 || isMoving(state, name),
  )
  const askedAt = Date.now()
  const answers = new Map<string, ServerAnswer[]>(turn.map((name) => [name, []]))
  const options = { signal: round.signal, timeoutMs: TIMEOUT_MS, caller }
  const silent: PartialEntry[] = []
  const askAll = async (
    place: Pick<ServerAnswer, 'name' | 'kind'>,
    address: string,
    ask: (groupName: string) => Promise<ServerAnswer['connection']>,
  ) => {
    const asked = new Set<string>()
    let failure: RocketmqError | undefined
    const error = await lostIn(
      round.paceOf(address).askEach(
        turn,
        async (groupName) => {
          try {
            const connection = await ask(groupName)
            asked.add(groupName)
            answers.get(groupName)?.push({ ...place, connection })
          } catch (error) {
            if (error instanceof RocketmqError) failure ??= error
            throw error
          }
        },
        round,
      ),
    )
    // Of a few groups it never loses as many in a row as make it lost.
    const why = error ?? (asked.size === 0 ? failure : undefined)
    if (why) silent.push(toPartialEntry({ address, brokerName: place.name }, why))
    for (const name of turn) if (!asked.has(name)) answers.get(name)?.push({ ...place, connection: undefined })
  }
  await Promise.all([
    ...round.servers.map((server) =>
      askAll({ name: server.brokerName, kind: 'broker' }, server.address, (groupName) =>
        round.admin.groups.getConnection(server, groupName, options),
      ),
    ),
    ...round.proxies.map(({ name, remoting }) =>
      askAll({ name, kind: 'proxy' }, remoting, (groupName) =>
        round.admin.groups.getConnectionAtProxy(remoting, groupName, options),
      ),
    ),
    // A master that did not answer at all is not asked again in this round, and its clients are not known.
  ])
  const silentMasters = [...state.offsetsByBroker].filter(([, { isSilent }]) => isSilent).map(([name]) => name)
  for (const [groupName, ofGroup] of answers) {
    for (const name of silentMasters) ofGroup.push({ name, kind: 'broker', connection: undefined })
    state.onlineByGroup.set(groupName, joinOnline(ofGroup, askedAt))
  }
  return silent
}

/** Something was committed since the pass before. */
function isMoving(state: SamplerState, groupName: string): boolean {
  for (const { passes } of state.offsetsByBroker.values()) {
    const now = passes[0]?.groups.get(groupName)
    const before = passes[1]?.groups.get(groupName)
    if (!now || !before) continue
    for (const [topicName, { committed }] of now) if (before.get(topicName)?.committed !== committed) return true
  }
  return false
}

/**
 * Age of the oldest unconsumed message, only where there is lag and the message is not the one that is known already: as the
 * broker's metrics endpoint says it, else asked (303).
 */
export async function askLagTimes(state: SamplerState, round: Round): Promise<void> {
  await Promise.all(
    round.servers.map(async (server) => {
      const { brokerName, address } = server
      const pass = state.offsetsByBroker.get(brokerName)?.passes[0]
      const due: { groupName: string; topicName: string; committed: bigint; uncommittedLag: bigint }[] = []
      for (const [groupName, topics] of pass?.groups ?? []) {
        if (isSystemGroup(groupName) || state.memory.modelByGroup.get(groupName) === 'BROADCASTING') continue
        for (const [topicName, { lag, committed, uncommittedLag }] of topics) {
          const known = state.oldestUnconsumed.get(spanKey(groupName, topicName, brokerName))
          const isKnown = known?.committed === committed && typeof known.oldestAt === 'number'
          if (lag <= 0n || isKnown) continue
          const told = gaugeOf(state, brokerName, 'consumer_lag_latency', { groupName, topicName })
          // 0 may be a group that has just caught up, or a queue of which nothing is known: that is asked.
          if (told && told.value > 0 && uncommittedLag === 0n) {
            const oldest = { askedAt: told.at, committed, oldestAt: told.at - told.value, isFromExporter: true }
            state.oldestUnconsumed.set(spanKey(groupName, topicName, brokerName), oldest)
            continue
          }
          due.push({ groupName, topicName, committed, uncommittedLag })
        }
      }
      const turn = pickTurn(
        due,
        PER_ROUND,
        (of) => state.oldestUnconsumed.get(spanKey(of.groupName, of.topicName, brokerName))?.askedAt,
        ({ groupName }) => round.urgentGroups.has(groupName),
      )
      const options = { signal: round.signal, timeoutMs: TIMEOUT_MS, caller }
      await ignoreLost(
        round.paceOf(address).askEach(
          turn,
          async ({ groupName, topicName, committed, uncommittedLag }) => {
            const spans = await round.admin.groups.getConsumeTimeSpans(server, { groupName, topicName }, options)
            const askedAt = Date.now()
            const delays = spans.flatMap(({ delayMs }) => delayMs ?? [])
            const longest = Math.max(0, ...delays)
            // Of a queue without a commit the broker tells no age.
            const isUnreadable = longest === 0 && uncommittedLag > 0n
            const oldestAt = isUnreadable ? undefined : longest > 0 ? askedAt - longest : null
            const oldest = { askedAt, committed, oldestAt, isFromExporter: false }
            state.oldestUnconsumed.set(spanKey(groupName, topicName, brokerName), oldest)
          },
          round,
        ),
      )
    }),
  )
}

/** How far the clients of each group have pulled (208): of groups that are urgent or online, the others in turn. */
export async function askPositions(state: SamplerState, groupNames: readonly string[], round: Round): Promise<void> {
  await Promise.all(
    round.servers.map(async (server) => {
      const { brokerName, address } = server
      const committed = state.offsetsByBroker.get(brokerName)?.passes[0]?.groups
      const turn = pickTurn(
        groupNames.filter((name) => committed?.has(name) && !isSystemGroup(name)),
        PER_ROUND,
        (name) => state.positions.get(positionKey(name, brokerName))?.askedAt,
        (name) => round.urgentGroups.has(name) || (state.onlineByGroup.get(name)?.clients.length ?? 0) > 0,
      )
      const options = { signal: round.signal, timeoutMs: TIMEOUT_MS, caller }
      await ignoreLost(
        round.paceOf(address).askEach(
          turn,
          async (groupName) => {
            const { queues } = await round.admin.groups.getConsumeStats(server, { groupName }, options)
            state.positions.set(positionKey(groupName, brokerName), {
              askedAt: Date.now(),
              topics: sumPositions(queues),
            })
          },
          round,
        ),
      )
    }),
  )
}

type StatsQueue = Awaited<ReturnType<AdminClient['groups']['getConsumeStats']>>['queues'][number]

function sumPositions(queues: readonly StatsQueue[]): Positions['topics'] {
  const topics = new Map<string, { inflight: bigint | null; ready: bigint | null; lastConsumedAt: number | null }>()
  for (const { topicName, brokerOffset, consumerOffset, pullOffset, lastTimestamp } of queues) {
    const sum = topics.get(topicName) ?? { inflight: 0n, ready: 0n, lastConsumedAt: null }
    // A pull offset behind the commit is one from before a reset or a restart: then nothing is on its way.
    const pulled = pullOffset === null || pullOffset < consumerOffset ? null : pullOffset
    const isTold = pullOffset !== null
    const inflight = isTold ? (pulled === null ? 0n : pulled - consumerOffset) : null
    const ready = isTold ? positive(brokerOffset - (pulled ?? consumerOffset)) : null
    const consumedAt = lastTimestamp?.getTime() ?? null
    topics.set(topicName, {
      inflight: inflight === null || sum.inflight === null ? null : sum.inflight + inflight,
      ready: ready === null || sum.ready === null ? null : sum.ready + ready,
      lastConsumedAt: later(sum.lastConsumedAt, consumedAt),
    })
  }
  return topics
}

const positive = (value: bigint) => (value > 0n ? value : 0n)
const later = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))

const POP_PERIOD_MS = 5 * 60_000

/** Remoting consumers that were told to POP (402). Set by hand, so asked rarely; without an answer of all it stays as it was. */
export async function askRequestModes(state: SamplerState, round: Round): Promise<void> {
  if (Date.now() - state.popAskedAt < POP_PERIOD_MS) return
  const options = { signal: round.signal, timeoutMs: TIMEOUT_MS, caller }
  try {
    const modes = await Promise.all(round.servers.map((server) => round.admin.groups.listRequestModes(server, options)))
    state.popGroupTopics = new Set(
      modes.flat().flatMap(({ groupName, topicName, mode }) => (mode === 'POP' ? [`${groupName}@${topicName}`] : [])),
    )
    state.popAskedAt = Date.now()
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
  }
}

/** A server that stops answering ends its part of the round; what it has not said stays as it was. */
export const ignoreLost = async (asking: Promise<void>): Promise<void> => void (await lostIn(asking))

/** Why a server stopped to answer; undefined where it did not. */
async function lostIn(asking: Promise<void>): Promise<RocketmqError | undefined> {
  try {
    await asking
    return undefined
  } catch (error) {
    if (error instanceof RocketmqError) return error
    throw error
  }
}

/** The broker does not know the request: it is not asked again. */
export const isNotSupported = (error: unknown) =>
  error instanceof BrokerError && error.responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED
