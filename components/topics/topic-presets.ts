import { scenarios } from '#lib/connect/scenarios.ts'
import { ScenarioId } from '#lib/connect/schema.ts'
import type { TopicDraft } from './topic-draft.ts'

type PresetFields = Pick<TopicDraft, 'type' | 'queuesPerBroker'>

/** What a use case fills in: the same as the guided page of the scenario creates, within the limits of the cluster. */
export function presetFields(id: ScenarioId, queues: { min: number; max: number }): PresetFields {
  const { type, queuesPerBroker } = scenarios[id].topic
  return { type, queuesPerBroker: Math.min(queues.max, Math.max(queues.min, queuesPerBroker)) }
}

export const presetIds = ScenarioId.options

/** The preset that was chosen, as long as the draft still holds what it filled in. */
export function presetOf(
  chosen: ScenarioId | null,
  draft: PresetFields,
  queues: { min: number; max: number },
): ScenarioId | null {
  if (chosen === null) return null
  const fields = presetFields(chosen, queues)
  return fields.type === draft.type && fields.queuesPerBroker === draft.queuesPerBroker ? chosen : null
}
