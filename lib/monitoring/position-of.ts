import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { asEstimate, sumOf } from './combine.ts'
import { gaugeOf } from './exporter-rates.ts'
import { positionKey, type SamplerState } from './sampler-state.ts'

/**
 * Messages of a group that wait to be handed out, or were and are not committed: as the metrics endpoints of the brokers say it,
 * else from the positions of its clients (208).
 */
export function positionOf(
  state: SamplerState,
  groupName: string,
  topicNames: readonly string[],
  brokerNames: readonly string[],
  what: 'inflight' | 'ready',
  isPop: boolean,
): Measured<bigint> {
  const values: bigint[] = []
  let oldest = Number.POSITIVE_INFINITY
  let isRough = false
  for (const brokerName of brokerNames) {
    // Where it never committed there is nothing of its to be on its way.
    if (!state.offsetsByBroker.get(brokerName)?.passes[0]?.groups.has(groupName)) continue
    const family = what === 'ready' ? 'consumer_ready_messages' : 'consumer_inflight_messages'
    const told = topicNames.map((topicName) => gaugeOf(state, brokerName, family, { groupName, topicName }))
    const positions = state.positions.get(positionKey(groupName, brokerName))
    for (const [index, topicName] of topicNames.entries()) {
      const gauge = told[index]
      if (gauge) {
        oldest = Math.min(oldest, gauge.at)
        values.push(BigInt(Math.round(gauge.value)))
        continue
      }
      if (!positions) return unknown('NOT_SAMPLED')
      isRough = isPop
      oldest = Math.min(oldest, positions.askedAt)
      const position = positions.topics.get(topicName)
      if (!position) continue
      // Before 5.1 brokers do not say how far a group has pulled.
      if (position[what] === null) return unknown('NOT_REPORTED')
      values.push(position[what])
    }
  }
  if (!Number.isFinite(oldest)) return unknown('NOT_SAMPLED')
  const value = ok(sumOf(values), new Date(oldest))
  return isRough ? asEstimate(value) : value
}
