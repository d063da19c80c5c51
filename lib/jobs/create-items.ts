import type { z } from 'zod'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { batchConfirm, effectOf, revisionOf } from './batch.ts'
import { cellOf, type ImportFormat, type ImportLine } from './import-lines.ts'
import type { BatchAnswer, BatchLine, JobKind } from './schema.ts'
import { startJob } from './start-job.ts'

export interface ImportInput {
  clusterId: string
  format: ImportFormat
  text: string
  dryRun?: boolean | undefined
  source?: string | undefined
  reason?: string | undefined
  ratePerSecond: number
}

export interface ImportRules<New> {
  /** Names of the column that holds the name of the thing. */
  nameColumns: readonly string[]
  /** The body that creates one. */
  schema: z.ZodType<New>
  toBody: (values: Record<string, unknown>) => unknown
  /** In what the one that exists differs; null when there is none. */
  differences: (value: New) => string[] | null
}

export type PlannedLine<New> = BatchLine & { value?: New }

/** Every line of a file with what it would do. */
export function planLines<New>(lines: readonly ImportLine[], rules: ImportRules<New>): PlannedLine<New>[] {
  const lineOf = new Map<string, number>()
  return lines.map(({ line, values, problem }): PlannedLine<New> => {
    const target = String((values && cellOf(values, ...rules.nameColumns)) ?? `line ${line}`)
    const invalid = (details: string[]): PlannedLine<New> => ({ line, target, status: 'INVALID', details })
    if (!values) return invalid([problem ?? 'This line cannot be read.'])
    const { data, error } = rules.schema.safeParse(rules.toBody(values))
    if (error) return invalid(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
    const first = lineOf.get(target)
    if (first !== undefined) return invalid([`line ${first} names it already`])
    lineOf.set(target, line)
    const details = rules.differences(data)
    if (!details) return { line, target, status: 'NEW', details: [], value: data }
    return { line, target, status: details.length === 0 ? 'EXISTS_SAME' : 'EXISTS_DIFFERENT', details }
  })
}

/**
 * Starts the job that creates what is new; what exists, and lines that are wrong, are items of it too, skipped with the reason, so
 * that every line has a result. A dry run says it instead.
 */
export async function createItems<New extends Prisma.InputJsonObject>(
  ctx: Context,
  { name }: LiveCluster,
  { input, lines, kind }: { input: ImportInput; lines: PlannedLine<New>[]; kind: JobKind },
): Promise<BatchAnswer> {
  const { clusterId, dryRun, source, reason, ratePerSecond } = input
  const targets = lines.flatMap(({ status, target }) => (status === 'NEW' ? [target] : []))
  if (dryRun) {
    return {
      dryRun: true,
      total: targets.length,
      confirm: batchConfirm(targets.length, name),
      revision: revisionOf(targets),
      skipped: [],
      effects: [effectOf('new', targets)],
      lines: lines.filter(({ status }) => status !== 'NEW').map(({ value: _, ...line }) => line),
    }
  }
  return startJob(ctx, {
    clusterId,
    kind,
    input: {},
    items: lines.map(({ line, target, status, details, value }) =>
      value && status === 'NEW'
        ? { target, input: value }
        : { target, skipped: { code: status, remark: [`Line ${line}`, ...details].join(': ') } },
    ),
    source,
    reason,
    ratePerSecond,
  })
}
