import type { z } from 'zod'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { batchConfirm, effectOf, requireBatchConfirm, requireWhole, SHOWN_TARGETS } from '#lib/jobs/batch.ts'
import type { BatchAnswer, BatchPreview } from '#lib/jobs/schema.ts'
import { startJob } from '#lib/jobs/start-job.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { batchTopicsEndpoint } from './api.ts'
import { importTopics } from './import-topics.ts'
import { listTopics } from './list-topics.ts'
import { deleteTopicCommand } from './mqadmin-command.ts'
import type { TopicItem } from './schema.ts'

type Body = z.output<NonNullable<(typeof batchTopicsEndpoint)['body']>>
export type BatchTopicsInput = Body & { clusterId: string; dryRun?: boolean | undefined }
type ScopedInput = Extract<BatchTopicsInput, { action: 'update' | 'delete' }>

const permissions = { create: 'topic:create', update: 'topic:update', delete: 'topic:delete' } as const
/** As many topics a second as brokers bear beside their work: each is written to every master. */
const RATES = { create: 100, update: 50, delete: 20 } as const

/**
 * Creates, changes or deletes many topics as a job, or with `dryRun` says what that would do.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT without the typed number and cluster, CONFLICT when a broker does not
 *   answer and the filter may find more, LIMIT_EXCEEDED
 */
export async function batchTopics(ctx: Context, input: BatchTopicsInput): Promise<BatchAnswer> {
  const permission: Permission = permissions[input.action]
  requirePermission(ctx, permission, input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  if (!input.dryRun) requireWritable(cluster)
  if (input.action === 'create')
    return importTopics(ctx, cluster, { ...input, ratePerSecond: input.ratePerSecond ?? RATES.create })
  const topics = await topicsOf(ctx, input)
  const { clusterNames } = (await cluster.getInventory({ signal: ctx.signal })).info
  const { preview, targets } = plan(cluster, input, topics, cluster.clusterNames ?? clusterNames)
  if (input.dryRun) return preview
  requireBatchConfirm(input.confirm, preview.confirm)
  const { clusterId, action, source, reason } = input
  return startJob(ctx, {
    clusterId,
    kind: `topic.${action}`,
    permission,
    input: input.action === 'delete' ? { force: input.force ?? false } : { patch: input.patch },
    items: [
      ...targets.map((target) => ({ target })),
      ...preview.skipped.map(({ target, code, detail }) => ({ target, skipped: { code, remark: detail } })),
    ],
    source,
    reason,
    ratePerSecond: input.ratePerSecond ?? RATES[action],
  })
}

async function topicsOf(
  ctx: Context,
  { clusterId, topicNames, filter }: ScopedInput,
): Promise<Map<string, TopicItem | null>> {
  // One page that holds everything: a filter may find more than a list shows.
  const page = { clusterId, page: 1, pageSize: 100_000 }
  if (filter) {
    const found = await listTopics(ctx, { ...page, ...filter })
    requireWhole(found, 'topics')
    return new Map(found.items.map((item) => [item.topicName, item]))
  }
  const all = await listTopics(ctx, { ...page, include: ['system', 'retry', 'dlq'] })
  const byName = new Map(all.items.map((item) => [item.topicName, item]))
  return new Map((topicNames ?? []).map((name) => [name, byName.get(name) ?? null]))
}

function plan(
  { name, nameServers }: LiveCluster,
  input: ScopedInput,
  topics: ReadonlyMap<string, TopicItem | null>,
  clusterNames: readonly string[],
): { preview: BatchPreview; targets: string[] } {
  const skipped: BatchPreview['skipped'] = []
  const targets: string[] = []
  const inUse: string[] = []
  const withMessages: string[] = []
  for (const [topicName, item] of topics) {
    if (item?.kind === 'SYSTEM') {
      skipped.push({
        target: topicName,
        code: 'SYSTEM',
        detail: `${topicName} is a topic that RocketMQ keeps for itself.`,
      })
      continue
    }
    if (input.action === 'delete' && item?.deletionProtection) {
      skipped.push({ target: topicName, code: 'PROTECTED', detail: `${topicName} has deletion protection.` })
      continue
    }
    targets.push(topicName)
    if ((item?.groups.value?.online ?? 0) > 0) inUse.push(topicName)
    if ((item?.retained.value ?? 0n) > 0n) withMessages.push(topicName)
  }
  return {
    targets,
    preview: {
      dryRun: true,
      total: targets.length,
      confirm: batchConfirm(targets.length, name),
      skipped,
      ...(input.action === 'delete' && {
        command: targets
          .slice(0, SHOWN_TARGETS)
          .map((topicName) => deleteTopicCommand(nameServers, clusterNames, topicName))
          .join('\n'),
      }),
      effects: [
        effectOf('topics', targets),
        ...(input.action === 'delete' ? [effectOf('inUse', inUse), effectOf('withMessages', withMessages)] : []),
      ],
    },
  }
}
