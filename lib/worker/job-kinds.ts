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
import { createRole } from '#lib/roles/create-role.ts'
import { readRoles } from '#lib/roles/read-roles.ts'
import type { RoleStatus } from '#lib/roles/schema.ts'
import { setRoleStatus } from '#lib/roles/set-role-status.ts'
import { NewRole } from '#lib/roles/write-schema.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { deleteTopic } from '#lib/topics/delete-topic.ts'
import { NewTopic, TopicPatch } from '#lib/topics/schema.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import type { Context } from '#lib/users/context.ts'

const Force = z.object({ force: z.boolean() })
const Patch = z.object({ patch: TopicPatch })
const Cleanup = z.object({ cleanup: CleanupKind })

/**
 * Each creation waits for the brokers to be read before and after it. Those that are under way at one time share these readings,
 * so more of them cost brokers no more; the rate of the job is the limit.
 */
const CREATIONS_AT_ONCE = 32

/** Every kind of job by the verb that it repeats. */
export const jobKinds: JobKinds = {
  'topic.create': {
    concurrency: CREATIONS_AT_ONCE,
    perform: (ctx, { clusterId, item }) => createWhereMissing(ctx, createTopic, { clusterId, ...NewTopic.parse(item) }),
    wasDone: async (ctx, task) => isWhereWanted(await findRow(ctx, task), NewTopic.parse(task.item)),
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
    concurrency: CREATIONS_AT_ONCE,
    perform: (ctx, { clusterId, item }) => createWhereMissing(ctx, createGroup, { clusterId, ...NewGroup.parse(item) }),
    wasDone: async (ctx, task) => isWhereWanted(await findConfig(ctx, task), NewGroup.parse(task.item)),
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
  'role.create': {
    // Each reads the brokers before and after, and these readings are shared.
    concurrency: 16,
    perform: (ctx, { clusterId, item }) => createRole(ctx, { clusterId, ...NewRole.parse(item) }),
    wasDone: async (ctx, { clusterId, target }) => {
      const { brokers } = await readRoles(await getCluster(ctx, clusterId), { signal: ctx.signal, fresh: true })
      return brokers.every(({ userByName }) => userByName.get(target)?.status === 'enabled')
    },
  },
  'role.disable': roleStatusJob('disabled'),
  'role.enable': roleStatusJob('enabled'),
}

/** To set it once more changes nothing. */
function roleStatusJob(status: RoleStatus): JobKinds['role.disable'] {
  return {
    concurrency: 4,
    perform: (ctx, { clusterId, target }) => setRoleStatus(ctx, { clusterId, roleName: target, status }),
    wasDone: async () => false,
  }
}

/** What a run that died, or a broker that failed, left on some brokers is finished on the others, with the same config only. */
async function createWhereMissing<Input extends { brokerNames?: string[] | undefined }, Answer>(
  ctx: Context,
  create: (ctx: Context, input: Input) => Promise<Answer>,
  input: Input,
): Promise<Answer> {
  try {
    return await create(ctx, input)
  } catch (error) {
    const missingOn = error instanceof AppError && error.code === 'CONFLICT' ? error.facts.extra?.missingOn : undefined
    if (!isNames(missingOn) || missingOn.length === 0 || input.brokerNames) throw error
    return create(ctx, { ...input, clusterNames: undefined, brokerNames: missingOn })
  }
}

/** A part of the brokers only is not done: the rest is added. */
function isWhereWanted(
  row: TopicRow | GroupRow | null,
  { brokerNames }: { brokerNames?: string[] | undefined },
): boolean {
  if (!row) return false
  if (!brokerNames) return row.missingOn.length === 0
  const holders = new Set(row.brokers.map(({ server }) => server.brokerName))
  return brokerNames.every((name) => holders.has(name))
}

const isNames = (value: unknown): value is string[] => Array.isArray(value)

/**
 * Whatever its starter may still see: what is only out of sight was not deleted.
 * @throws AppError CLUSTER_UNREACHABLE while a broker does not say what it holds: it may hold this
 */
async function findRow(
  ctx: Context,
  { clusterId, target }: Pick<JobTask, 'clusterId' | 'target'>,
): Promise<TopicRow | null> {
  const cluster = await getCluster(ctx, clusterId)
  const inventory = await cluster.getWholeInventory({ signal: ctx.signal, fresh: true })
  requireWhole(inventory.partial)
  return topicRows(inventory).get(target) ?? null
}

/** @throws AppError CLUSTER_UNREACHABLE while a broker does not say what it holds: it may hold this */
async function findConfig(
  ctx: Context,
  { clusterId, target }: Pick<JobTask, 'clusterId' | 'target'>,
): Promise<GroupRow | null> {
  const cluster = await getCluster(ctx, clusterId)
  const inventory = await cluster.getWholeGroupInventory({ signal: ctx.signal, fresh: true })
  requireWhole(inventory.partial)
  return groupRows(inventory).get(target) ?? null
}

function requireWhole([silent]: readonly PartialEntry[]): void {
  if (silent) throw new AppError('CLUSTER_UNREACHABLE', silent.detail)
}
