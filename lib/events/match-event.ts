import type { EventSubscription, OutgoingEvent } from '#lib/db/generated/client.ts'
import { matchesGlob } from '#lib/topics/match-names.ts'

/** Is this event for this subscription? Without clusters it takes all, also what belongs to none. */
export function matchesSubscription(
  {
    types,
    clusterIds,
    namePattern,
    beginsAt,
  }: Pick<EventSubscription, 'types' | 'clusterIds' | 'namePattern' | 'beginsAt'>,
  event: Pick<OutgoingEvent, 'type' | 'clusterId' | 'objectName' | 'at'>,
): boolean {
  if (!types.includes(event.type) || event.at < beginsAt) return false
  if (clusterIds.length > 0 && (event.clusterId === null || !clusterIds.includes(event.clusterId))) return false
  return namePattern === null || matchesGlob(namePattern.split('*'), event.objectName)
}
