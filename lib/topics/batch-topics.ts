import type { z } from 'zod'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { type BatchCandidate, planBatch, requireWhole, startBatch } from '#lib/jobs/batch.ts'
import { kindPermissions } from '#lib/jobs/kind-permissions.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import type { batchTopicsEndpoint } from './api.ts'
import { importTopics } from './import-topics.ts'
import { listTopics } from './list-topics.ts'
import { deleteTopicCommand } from './mqadmin-command.ts'
import type { TopicItem } from './schema.ts'

type Body = z.output<NonNullable<(typeof batchTopicsEndpoint)['body']>>
export type BatchTopicsInput = Body & { clusterId: string; dryRun?: boolean | undefined }
type ScopedInput = Extract<BatchTopicsInput, { action: 'update' | 'delete' }>

/** As many topics a second as brokers bear beside their work: each is written to every master. */
const RATES = { create: 100, update: 50, delete: 20 } as const

/**
 * Creates, changes or deletes many topics as a job, or with `dryRun` says what that would do.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT without the typed number and cluster, PREVIEW_STALE, CONFLICT when a broker does not
 *   answer and the filter may find more, LIMIT_EXCEEDED
 */
export async function batchTopics(ctx: Context, input: BatchTopicsInput): Promise<BatchAnswer> {
  requirePermissionIn(ctx, kindPermissions[`topic.${input.action}`], input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  if (!input.dryRun) requireWritable(cluster)
  if (input.action === 'create')
    return importTopics(ctx, cluster, { ...input, ratePerSecond: input.ratePerSecond ?? RATES.create })
  // What somebody made a moment ago is meant too: the list then reads what was read here.
  const inventory = await cluster.getInventory({ signal: ctx.signal, fresh: true })
  const { candidates, partial } = await candidatesOf(ctx, input, inventory.partial)
  const clusterNames = cluster.clusterNames ?? inventory.info.clusterNames
  const plan = planBatch(candidates, {
    things: 'topics',
    clusterName: cluster.name,
    partial,
    ...(input.action === 'delete' && {
      commandOf: (topicName: string) => deleteTopicCommand(cluster.nameServers, clusterNames, topicName),
    }),
  })
  if (input.dryRun) return plan.preview
  const { clusterId, action, source, reason } = input
  return startBatch(ctx, plan, input, {
    clusterId,
    kind: `topic.${action}`,
    input: input.action === 'delete' ? { force: input.force ?? false } : { patch: input.patch },
    source,
    reason,
    ratePerSecond: input.ratePerSecond ?? RATES[action],
  })
}

async function candidatesOf(
  ctx: Context,
  { clusterId, topicNames, filter, action }: ScopedInput,
  silentBrokers: PartialEntry[],
): Promise<{ candidates: BatchCandidate[]; partial?: PartialEntry[] | undefined }> {
  // One page that holds everything: a filter may find more than a list shows.
  const page = { clusterId, page: 1, pageSize: 100_000 }
  const toCandidate = (topicName: string, item: TopicItem | undefined): BatchCandidate => ({
    target: topicName,
    skip: skipOf(topicName, item, action),
    effects: action === 'delete' ? effectsOf(item) : {},
  })
  if (filter) {
    const found = await listTopics(ctx, { ...page, ...filter })
    // What else is silent, like a proxy, hides no topic.
    requireWhole({ total: found.total, partial: silentBrokers }, 'topics')
    return { candidates: found.items.map((item) => toCandidate(item.topicName, item)), partial: found.partial }
  }
  const all = await listTopics(ctx, { ...page, include: ['system', 'retry', 'dlq'] })
  const byName = new Map(all.items.map((item) => [item.topicName, item]))
  const candidates = [...new Set(topicNames)].map((name) => toCandidate(name, byName.get(name)))
  return { candidates, partial: all.partial }
}

function skipOf(topicName: string, item: TopicItem | undefined, action: ScopedInput['action']): BatchCandidate['skip'] {
  if (item?.kind === 'SYSTEM') {
    return { code: 'SYSTEM', detail: `${topicName} is a topic that RocketMQ keeps for itself.` }
  }
  if (action === 'update' || !item?.deletionProtection) return undefined
  return { code: 'PROTECTED', detail: `${topicName} has deletion protection.` }
}

function effectsOf(item: TopicItem | undefined): BatchCandidate['effects'] {
  const groups = item?.groups.value
  const retained = item?.retained.value
  return {
    inUse: groups ? groups.online > 0 : null,
    withMessages: retained === null || retained === undefined ? null : retained > 0n,
  }
}
