import { protectedError } from '#lib/api/confirm.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { rulesNaming } from '#lib/clusters/rules-naming.ts'
import { viewsNaming } from '#lib/saved-views/views-naming.ts'
import type { Context } from '#lib/users/context.ts'
import { deleteSubGroupCommand } from './mqadmin-command.ts'
import type { DeletionPlan } from './plan-deletion.ts'

/** Why a deletion is refused unless it is forced; empty when it is not. */
export function forceReasons({ online, topics, partial }: DeletionPlan): string[] {
  const { clients } = online.online
  const deadLetters = sumDeadLetters(topics)
  return [
    ...(clients.length > 0 ? [`${clients.length} of its clients are online`] : []),
    ...(clients.length === 0 && partial.length > 0 ? ['not everybody said whether a client of it is online'] : []),
    ...(deadLetters === null ? ['nobody said how many dead letters it has'] : []),
    ...(deadLetters ? [`${deadLetters} dead letters would be lost`] : []),
  ]
}

function sumDeadLetters(topics: DeletionPlan['topics']): bigint | null {
  const counts = topics.filter(({ kind }) => kind === 'DLQ').map(({ messages }) => messages)
  return counts.includes(null) ? null : counts.reduce<bigint>((sum, count) => sum + (count ?? 0n), 0n)
}

/** What nothing but a change elsewhere helps against. */
export function blocks({ groupName, isSystem, metadata }: DeletionPlan, cluster: LiveCluster): Impact['blockedBy'] {
  return [
    ...(cluster.readOnly ? [{ code: 'READ_ONLY', detail: `${cluster.name} is registered read-only.` }] : []),
    ...(isSystem ? [{ code: 'SYSTEM_GROUP', detail: `${groupName} is a group that RocketMQ keeps for itself.` }] : []),
    ...(metadata?.deletionProtection ? [{ code: 'PROTECTED', detail: protectedError(groupName).message }] : []),
  ]
}

/** What names the group in this console, of what the actor may see. */
interface Naming {
  alarmRules: string[]
  savedViews: string[]
}

export async function readNaming(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<Naming> {
  const named = { clusterId, kind: 'group', name: groupName } as const
  const [alarmRules, savedViews] = await Promise.all([rulesNaming(ctx, named), viewsNaming(ctx, named)])
  return { alarmRules, savedViews }
}

/**
 * The consequences of a deletion, in words and counts. Kinds: `clients`, `lag` (per topic), `offsets`, `retryTopic`,
 * `deadLetterTopic`, `keptTopic`, `autoCreate`, `autoCreateUnknown`, `unreachable`, `rule`, `view`, `metadata`.
 */
export function toImpact(plan: DeletionPlan, cluster: LiveCluster, { alarmRules, savedViews }: Naming): Impact {
  const { groupName, online, topics, masters, partial } = plan
  const { clients } = online.online
  return {
    dryRun: true,
    blockedBy: blocks(plan, cluster),
    needsForce: forceReasons(plan).length > 0,
    confirm: groupName,
    effects: [
      {
        kind: 'clients',
        target: groupName,
        count: clients.length === 0 && partial.length > 0 ? null : BigInt(clients.length),
        detail: clients.length === 0 ? 'No client is online.' : clients.map(({ clientId }) => clientId).join(', '),
      },
      ...plan.autoCreateOn.map((brokerName) => ({
        kind: 'autoCreate',
        target: brokerName,
        count: null,
        detail: 'Creates groups by itself (autoCreateSubscriptionGroup): a client that is online brings it back.',
      })),
      ...plan.autoCreateUnknownOn.map((brokerName) => ({
        kind: 'autoCreateUnknown',
        target: brokerName,
        count: null,
        detail: 'Did not say whether it creates groups by itself (autoCreateSubscriptionGroup).',
      })),
      ...(plan.entry?.sample?.topics ?? [])
        .filter(({ lag, kind }) => kind === 'SUBSCRIBED' && lag.value !== null && lag.value > 0n)
        .map(({ topicName, lag }) => ({
          kind: 'lag',
          target: topicName,
          count: lag.value,
          detail: 'Messages that it has not consumed.',
        })),
      {
        kind: 'offsets',
        target: groupName,
        count: BigInt(plan.committedQueues),
        detail: 'Queues with a committed offset: kept as a snapshot before.',
      },
      ...topics.map(({ topicName, kind, messages }) => ({
        kind: kind === 'DLQ' ? 'deadLetterTopic' : 'retryTopic',
        target: topicName,
        count: messages,
        detail: 'Messages that are deleted with it.',
      })),
      ...plan.kept.map((topicName) => ({ kind: 'keptTopic', target: topicName, count: null, detail: 'Stays.' })),
      ...plan.lost.map(({ address, brokerName, detail }) => ({
        kind: 'unreachable',
        target: brokerName ?? address,
        count: null,
        detail: `Nothing is deleted there: ${detail}`,
      })),
      ...alarmRules.map((name) => ({
        kind: 'rule',
        target: name,
        count: null,
        detail: 'An alarm rule that names it.',
      })),
      ...savedViews.map((name) => ({ kind: 'view', target: name, count: null, detail: 'A saved view that names it.' })),
      ...(plan.metadata
        ? [{ kind: 'metadata', target: groupName, count: 1n, detail: 'Remark, labels and owner are forgotten.' }]
        : []),
    ],
    steps: [
      { step: 'SNAPSHOT', target: groupName },
      ...masters.map(({ brokerName }) => ({ step: 'DELETE_GROUP', target: brokerName })),
      ...topics.flatMap(({ topicName, brokerNames }) =>
        brokerNames.map((brokerName) => ({ step: 'DELETE_TOPIC', target: `${topicName} ${brokerName}` })),
      ),
      ...topics.flatMap(({ topicName }) =>
        cluster.nameServers.map((nameServer) => ({ step: 'DELETE_ROUTE', target: `${topicName} ${nameServer}` })),
      ),
    ],
    command: commandOf(plan, cluster),
    ...(partial.length > 0 && { partial }),
  }
}

export function commandOf({ masters, groupName }: DeletionPlan, { nameServers }: LiveCluster): string {
  const clusterNames = [...new Set(masters.map(({ clusterName }) => clusterName))]
  return deleteSubGroupCommand(
    nameServers,
    clusterNames.map((clusterName) => ({ clusterName })),
    groupName,
  )
}
