import { z } from 'zod'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { resendJob } from '#lib/dead-letters/resend-job.ts'
import { runDiagnosis } from '#lib/diagnoses/run-diagnosis.ts'
import { AppError } from '#lib/errors.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { deleteGroup } from '#lib/groups/delete-group.ts'
import { type GroupRow, groupRows } from '#lib/groups/group-rows.ts'
import { NewGroup } from '#lib/groups/schema.ts'
import { Found, type JobTask } from '#lib/jobs/job-kind.ts'
import type { JobKinds } from '#lib/jobs/run-job.ts'
import { exportPart } from '#lib/messages/export/export-part.ts'
import { cleanUpBroker } from '#lib/nodes/clean-up-broker.ts'
import { CleanupKind } from '#lib/nodes/schema.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { deleteTopic } from '#lib/topics/delete-topic.ts'
import { NewTopic, TopicPatch } from '#lib/topics/schema.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import type { Context } from '#lib/users/context.ts'

const Force = z.object({ force: z.boolean() })
const Patch = z.object({ patch: TopicPatch })
const Cleanup = z.object({ cleanup: CleanupKind })

/** Every kind of job by the verb that it repeats. */
export const jobKinds: JobKinds = {
  'topic.create': {
    concurrency: 8,
    perform: (ctx, { clusterId, item }) => createTopic(ctx, { clusterId, ...NewTopic.parse(item) }),
    wasDone: async (ctx, { clusterId, item, target }) => {
      const { brokerNames } = NewTopic.parse(item)
      const row = await findRow(ctx, { clusterId, target })
      // A part of the brokers only is not done; the verb then says so, and people add the rest.
      return (
        row !== null &&
        row.missingOn.length === 0 &&
        (brokerNames ?? []).every((name) => row.brokerNames.includes(name))
      )
    },
  },
  'topic.update': {
    concurrency: 4,
    perform: (ctx, { clusterId, target, input }) =>
      updateTopic(ctx, { clusterId, topicName: target, ...Patch.parse(input).patch }),
    // The same change once more changes nothing.
    wasDone: async () => false,
  },
  'topic.delete': {
    concurrency: 4,
    perform: (ctx, { clusterId, target, input }) =>
      deleteTopic(ctx, { clusterId, topicName: target, confirm: target, force: Force.parse(input).force }),
    wasDone: async (ctx, task) => (await findRow(ctx, task)) === null,
  },
  'group.create': {
    concurrency: 8,
    perform: (ctx, { clusterId, item }) => createGroup(ctx, { clusterId, ...NewGroup.parse(item) }),
    wasDone: async (ctx, task) => (await findConfig(ctx, task)) !== null,
  },
  'group.delete': {
    concurrency: 4,
    perform: (ctx, { clusterId, target, input }) =>
      deleteGroup(ctx, { clusterId, groupName: target, confirm: target, force: Force.parse(input).force }),
    wasDone: async (ctx, task) => (await findConfig(ctx, task)) === null,
  },
  'group.diagnose': {
    concurrency: 2,
    perform: async (ctx, { clusterId, target }) => {
      const { firstCause } = await runDiagnosis(ctx, { clusterId, groupName: target })
      return firstCause && new Found(firstCause.cause, firstCause.title)
    },
    // One record more does no harm.
    wasDone: async () => false,
  },
  'broker.cleanup': {
    concurrency: 1,
    perform: (ctx, { clusterId, target, input }) =>
      cleanUpBroker(ctx, { clusterId, address: target, kind: Cleanup.parse(input).cleanup }),
    // To clean twice does no harm.
    wasDone: async () => false,
  },
  'dead-letter.resend': resendJob,
  'message.export': {
    // One after the other, or two could both take the last room in the file.
    concurrency: 1,
    perform: exportPart,
    // A part that is written again replaces itself.
    wasDone: async () => false,
  },
}

/** @throws AppError CLUSTER_UNREACHABLE while a broker does not say what it holds: it may hold this */
async function findRow(
  ctx: Context,
  { clusterId, target }: Pick<JobTask, 'clusterId' | 'target'>,
): Promise<TopicRow | null> {
  const cluster = await getCluster(ctx, clusterId)
  const inventory = await cluster.getInventory({ signal: ctx.signal, fresh: true })
  requireWhole(inventory.partial)
  return topicRows(inventory).get(target) ?? null
}

/** @throws AppError CLUSTER_UNREACHABLE while a broker does not say what it holds: it may hold this */
async function findConfig(
  ctx: Context,
  { clusterId, target }: Pick<JobTask, 'clusterId' | 'target'>,
): Promise<GroupRow | null> {
  const cluster = await getCluster(ctx, clusterId)
  const inventory = await cluster.getGroupInventory({ signal: ctx.signal, fresh: true })
  requireWhole(inventory.partial)
  return groupRows(inventory).get(target) ?? null
}

function requireWhole([silent]: readonly PartialEntry[]): void {
  if (silent) throw new AppError('CLUSTER_UNREACHABLE', silent.detail)
}
