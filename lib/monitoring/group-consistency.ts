import { compareSubscriptions } from './consistency.ts'
import type { Online } from './online.ts'
import type { GroupSample } from './sample.ts'
import { clientKey } from './sampler-memory.ts'
import type { SamplerState } from './sampler-state.ts'
import { flipsOf, watchSets } from './watch-flips.ts'

/**
 * Do the clients of a group subscribe alike, by what they said themselves (307) and, of those that cannot be asked, by what servers told of
 * the group over time (203)? Remembers since when they do not.
 */
export function groupConsistency(
  { memory, factsByClient }: SamplerState,
  groupName: string,
  online: Online | undefined,
  now: number,
): Pick<
  GroupSample,
  'consistency' | 'consistencyReason' | 'inconsistentClients' | 'inconsistentSince' | 'subscriptionSets'
> {
  const { inconsistentSinceByGroup, toldSetsByGroup } = memory
  const before = toldSetsByGroup.get(groupName)
  // A group that was not asked since this worker began has its turn in one of the next rounds.
  const told = online ? watchSets(before, online) : before
  if (told) toldSetsByGroup.set(groupName, told)
  else toldSetsByGroup.delete(groupName)
  if (!online || online.clients.length === 0) {
    inconsistentSinceByGroup.delete(groupName)
    return { consistency: null, inconsistentClients: 0, inconsistentSince: null, subscriptionSets: [] }
  }
  const { consistency, inconsistentClients, sets } = compareSubscriptions(
    online.clients.map(({ clientId }) => ({
      clientId,
      subscriptions: factsByClient.get(clientKey(groupName, clientId))?.subscriptions ?? null,
    })),
  )
  const flips = consistency === 'INCONSISTENT' ? null : flipsOf(told ?? [], now)
  if (consistency !== 'INCONSISTENT' && !flips) inconsistentSinceByGroup.delete(groupName)
  else if (!inconsistentSinceByGroup.has(groupName)) inconsistentSinceByGroup.set(groupName, flips?.since ?? now)
  const since = inconsistentSinceByGroup.get(groupName)
  const subscriptionSets = [
    ...sets.map((set) => ({ ...set, since: new Date(since ?? now) })),
    ...(flips?.sets ?? []).map((set) => ({
      subscriptions: set.subscriptions,
      clientIds: [],
      since: new Date(set.since),
    })),
  ]
  return {
    consistency: flips ? 'INCONSISTENT' : consistency,
    ...(flips && { consistencyReason: 'FLIPS' }),
    inconsistentClients,
    inconsistentSince: since === undefined ? null : new Date(since),
    subscriptionSets,
  }
}
