import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { type Online, ownSubscriptions } from './online.ts'
import type { ClientSample } from './sample.ts'
import { clientKey } from './sampler-memory.ts'
import type { ClientFacts, SamplerState } from './sampler-state.ts'

/** A client that owns queues with lag and has consumed nothing for so long hangs. */
const HUNG_MS = 5 * 60_000

/** The online clients of one group with what is known of each. Remembers when each was first seen. */
export function toClientSamples(state: SamplerState, groupName: string, online: Online): ClientSample[] {
  const { firstSeenByClient } = state.memory
  return online.clients.map((client) => {
    const key = clientKey(groupName, client.clientId)
    const firstSeen = firstSeenByClient.get(key) ?? online.askedAt
    firstSeenByClient.set(key, firstSeen)
    const facts = state.factsByClient.get(key)
    const subscriptions = facts?.subscriptions ?? [...online.subscriptions.values()]
    const { clientId, address, language, version, versionOrdinal, protocol, brokers, proxies } = client
    return {
      clientId,
      kind: 'CONSUMER' as const,
      groupName,
      address,
      language,
      version,
      versionOrdinal,
      protocol,
      seenBy: { brokers: brokers.length, brokersAsked: online.brokersAsked, proxies },
      firstSeenAt: new Date(firstSeen),
      lastSeenAt: new Date(online.askedAt),
      topics: ownSubscriptions(subscriptions).map(({ topicName }) => topicName),
      queues: facts?.queues?.length ?? null,
      lag: lagOf(facts),
      isHung: isHung(facts),
      ...(facts?.watch?.standingAt && { standingAt: facts.watch.standingAt }),
    }
  })
}

function lagOf(facts: ClientFacts | undefined): Measured<bigint> {
  if (!facts?.queues || facts.lag === null) return unknown('NOT_SAMPLED')
  return ok(facts.lag, new Date(facts.askedAt))
}

function isHung(facts: ClientFacts | undefined): boolean | null {
  if (!facts?.queues || facts.lag === null) return null
  if (facts.lag <= 0n || facts.queues.length === 0) return false
  // Others of its threads may consume.
  if (facts.watch?.standingAt) return true
  const newest = Math.max(...facts.queues.map(({ lastConsumeAt }) => lastConsumeAt ?? 0))
  return newest === 0 ? null : facts.askedAt - newest > HUNG_MS
}
