import { listChangeRows, seesHistory } from '#lib/audit/list-history.ts'
import { listClientChanges } from '#lib/monitoring/list-client-changes.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import type { Change } from './schema.ts'

const HOUR_MS = 3_600_000
const SHOWN = 10

/** What happened in the last hour: what people did, brokers that restarted or came and went, groups whose clients changed. */
export async function listChanges(
  ctx: Context,
  clusterId: string,
  brokers: readonly Broker[],
  now: Date,
): Promise<Change[]> {
  const since = new Date(now.getTime() - HOUR_MS)
  const [audit, clients] = await Promise.all([
    listChangeRows(clusterId, since, { limit: SHOWN, accept: ({ target }) => seesHistory(ctx, clusterId, target) }),
    listClientChanges(clusterId, since),
  ])
  const changes: Change[] = [
    ...audit.map(({ at, action, target, actor, outcome }) => ({
      ...nothing,
      at,
      kind: 'AUDIT' as const,
      action,
      target: target.name,
      by: actor.name,
      outcome,
    })),
    ...clients
      .filter(
        ({ groupName }) => !isSystemGroup(groupName) && hasPermission(ctx, 'group:read', clusterId, onGroup(groupName)),
      )
      .map(({ groupName, at, from, to }) => ({
        ...nothing,
        at,
        kind: 'CLIENTS' as const,
        target: groupName,
        from,
        to,
      })),
    ...brokers.flatMap((broker) => ofBroker(broker, since)),
  ]
  return changes.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, SHOWN)
}

const nothing = { action: '', by: null, outcome: null, from: null, to: null }

function ofBroker({ brokerName, brokerId, bootAt, isUp, since: stateSince }: Broker, since: Date): Change[] {
  const target = `${brokerName}:${brokerId}`
  if (isUp === false) {
    return stateSince >= since ? [{ ...nothing, at: stateSince, kind: 'NODE_DOWN', target }] : []
  }
  if (bootAt && bootAt >= since) return [{ ...nothing, at: bootAt, kind: 'RESTART', target }]
  return []
}
