import { createHash } from 'node:crypto'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { type BatchPreview, maxItemsPerJob, type StartedJob } from './schema.ts'
import { type NewJob, startJob } from './start-job.ts'

/** Names that are shown of each effect; the rest is a number. */
const SHOWN_TARGETS = 20

/** One thing that a batch is about. */
export interface BatchCandidate {
  target: string
  /** Known beforehand to be left alone, and why. */
  skip?: { code: string; detail: string } | undefined
  /** What is hit by it, like `inUse`; null = not known. */
  effects: Readonly<Record<string, boolean | null>>
}

export interface BatchPlan {
  preview: BatchPreview
  targets: readonly string[]
}

/**
 * What a batch would do.
 *
 * @param things what the targets are: name of the first effect
 * @param commandOf the mqadmin lines for one target, where it has such
 */
export function planBatch(
  candidates: readonly BatchCandidate[],
  {
    things,
    clusterName,
    commandOf,
    partial,
  }: {
    things: string
    clusterName: string
    commandOf?: ((target: string) => string) | undefined
    partial?: PartialEntry[] | undefined
  },
): BatchPlan {
  const chosen = candidates.filter(({ skip }) => !skip)
  const targets = chosen.map(({ target }) => target)
  const kinds = [...new Set(chosen.flatMap(({ effects }) => Object.keys(effects)))]
  const withEffect = (kind: string) =>
    chosen.filter(({ effects }) => effects[kind] === true).map(({ target }) => target)
  const unknown = chosen.filter(({ effects }) => Object.values(effects).includes(null)).map(({ target }) => target)
  return {
    targets,
    preview: {
      dryRun: true,
      total: targets.length,
      confirm: batchConfirm(targets.length, clusterName),
      revision: revisionOf(targets),
      skipped: candidates.flatMap(({ target, skip }) => (skip ? [{ target, ...skip }] : [])),
      ...(commandOf && { command: targets.slice(0, SHOWN_TARGETS).map(commandOf).join('\n') }),
      effects: [
        effectOf(things, targets),
        ...kinds.map((kind) => effectOf(kind, withEffect(kind))),
        ...(unknown.length > 0 ? [effectOf('notKnown', unknown)] : []),
      ],
      ...(partial && { partial }),
    },
  }
}

/**
 * Starts the job of a plan; what is left alone is in its result too.
 *
 * @throws AppError INVALID_INPUT without the typed number and cluster, or for a filter without the revision of what was shown;
 *   PREVIEW_STALE when it finds other things by now
 */
export async function startBatch(
  ctx: Context,
  { preview, targets }: BatchPlan,
  given: { confirm?: string | undefined; revision?: string | undefined; filter?: unknown },
  job: Omit<NewJob, 'items'>,
): Promise<StartedJob> {
  requireBatchConfirm(given.confirm, preview.confirm)
  if (given.filter !== undefined && given.revision === undefined) {
    const detail = 'A filter may find others by now: send the revision of the dry run.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.revision', rule: 'required', detail }] })
  }
  if (given.revision !== undefined && given.revision !== preview.revision) {
    throw new AppError('PREVIEW_STALE', 'These are not the things that were shown any more: look at the preview again.')
  }
  return startJob(ctx, {
    ...job,
    items: [
      ...targets.map((target) => ({ target })),
      ...preview.skipped.map(({ target, code, detail }) => ({ target, skipped: { code, remark: detail } })),
    ],
  })
}

/** What somebody types who means it: how many, and where. */
export const batchConfirm = (count: number, clusterName: string): string => `${count} ${clusterName}`

export const revisionOf = (targets: readonly string[]): string =>
  createHash('sha256')
    .update([...targets].sort().join('\n'))
    .digest('base64url')
    .slice(0, 16)

export const effectOf = (kind: string, names: readonly string[]): BatchPreview['effects'][number] => ({
  kind,
  count: names.length,
  targets: names.slice(0, SHOWN_TARGETS),
})

/**
 * What a filter finds must be all there is, and no more than a job takes. `partial`: servers that did not answer and may hold more of it.
 *
 * @throws AppError CONFLICT, LIMIT_EXCEEDED
 */
export function requireWhole(
  { partial = [], total }: { partial?: PartialEntry[]; total: number },
  things: string,
): void {
  if (partial.length > 0) {
    const silent = partial.map(({ brokerName, address }) => brokerName ?? address).join(', ')
    throw new AppError(
      'CONFLICT',
      `${silent} did not answer, so the filter may miss ${things}. Name them, or try again.`,
    )
  }
  if (total <= maxItemsPerJob) return
  const detail = `A job takes ${maxItemsPerJob} ${things}; the filter finds ${total}.`
  throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxItemsPerJob, used: total })
}

function requireBatchConfirm(given: string | undefined, wanted: string): void {
  if (given === wanted) return
  const detail = `Type the number of items and the name of the cluster: ${wanted}`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.confirm', rule: 'confirm', params: { name: wanted }, detail }],
  })
}
