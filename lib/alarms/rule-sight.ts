import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import type { Context } from '#lib/users/context.ts'
import { contextOfStarter } from '#lib/users/context-of-starter.ts'
import type { AlarmObject } from './schema.ts'

/** Of which objects a rule, or whoever asks about one, sees anything. */
export type Sight = (object: AlarmObject) => boolean

/** What somebody sees of one cluster. */
export const sightFor =
  (ctx: Context, clusterId: string): Sight =>
  ({ namespace = '', topicName = '', groupName = '' }) =>
    seesAlarm(ctx, 'alarm:read', { clusterId, namespace, topicName, groupName })

/**
 * What a stored rule sees: everything, or what the person to whom it is bound may see now. Of one who is gone or may not sign in nothing is
 * left to see.
 */
export async function sightOf(boundTo: string | null): Promise<(clusterId: string) => Sight> {
  if (boundTo === null) return () => () => true
  const starter = { userId: boundTo, tokenId: null, address: null, agent: null, requestId: 'alarm rule' }
  const ctx = await contextOfStarter(starter, { signal: new AbortController().signal })
  return (clusterId) => (ctx ? sightFor(ctx, clusterId) : () => false)
}
