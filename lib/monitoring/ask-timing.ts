import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Round } from './ask-groups.ts'
import type { SamplerState } from './sampler-state.ts'

const TIMEOUT_MS = 3_000
const caller = 'sampler'
/** A broker that refused may have been upgraded, or was given a timer store. */
const REFUSED_MS = 10 * 60_000

/**
 * Messages that wait for their delivery time, one request per round and master: where no metrics endpoint is read, charts and rules
 * have them from here. What a broker does not answer is not known, and not what it said before.
 */
export async function askTiming(state: SamplerState, round: Round): Promise<void> {
  const before = state.timingByBroker
  state.timingByBroker = new Map()
  await Promise.all(
    round.servers.map(async (server) => {
      const { brokerName, address } = server
      if (state.exporters.has(brokerName)) return
      const held = before.get(brokerName)
      if (held?.countByTopic === null && Date.now() - held.askedAt < REFUSED_MS) {
        state.timingByBroker.set(brokerName, held)
        return
      }
      round.paceOf(address).requests += 1
      const options = { signal: round.signal, timeoutMs: TIMEOUT_MS, caller }
      try {
        const counts = await round.admin.brokers.getTimerMetrics(server, options)
        const countByTopic = new Map(counts.map(({ topicName, count }) => [topicName, Number(count)]))
        state.timingByBroker.set(brokerName, { askedAt: Date.now(), countByTopic })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        if (error instanceof BrokerError)
          state.timingByBroker.set(brokerName, { askedAt: Date.now(), countByTopic: null })
      }
    }),
  )
}
