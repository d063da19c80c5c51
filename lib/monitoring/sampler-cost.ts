import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import { SamplerExporter } from './schema.ts'

const PART = 'cost'

/** What the worker writes down of its last round. Times are ISO 8601. */
const StoredCost = z.object({
  at: z.iso.datetime(),
  roundMs: z.number(),
  offsetsMs: z.number(),
  periodMs: z.number(),
  budgetPerSecond: z.number(),
  figures: z.array(
    z.object({
      address: z.string(),
      windowSeconds: z.number(),
      requests: z.number(),
      bytes: z.number(),
      p95Ms: z.number().nullable(),
      errors: z.number(),
      peakRequests: z.number(),
      isSlowed: z.boolean(),
    }),
  ),
  exporters: z.array(SamplerExporter.extend({ readAt: z.iso.datetime().nullable() })),
  /** Groups of which one round asks only some. */
  groupsPerRound: z.number().nullable(),
})
export type SamplerCost = z.output<typeof StoredCost>

export async function storeCost(clusterId: string, cost: SamplerCost): Promise<void> {
  const row = { measuredAt: new Date(cost.at), content: new Uint8Array(Buffer.from(JSON.stringify(cost))) }
  await db().clusterSample.upsert({
    where: { clusterId_part: { clusterId, part: PART } },
    create: { clusterId, part: PART, ...row },
    update: row,
  })
}

/** Null before the first round, and of one that another version of the console wrote. */
export async function readCost(clusterId: string): Promise<SamplerCost | null> {
  const row = await db().clusterSample.findUnique({ where: { clusterId_part: { clusterId, part: PART } } })
  return row ? parseCost(row.content) : null
}

export function parseCost(content: Uint8Array): SamplerCost | null {
  return StoredCost.safeParse(JSON.parse(Buffer.from(content).toString())).data ?? null
}

/** Of all clusters, for the metrics of the console. */
export async function readCosts(): Promise<{ clusterId: string; cost: SamplerCost }[]> {
  const rows = await db().clusterSample.findMany({ where: { part: PART, cluster: { removedAt: null } } })
  return rows.flatMap(({ clusterId, content }) => {
    const cost = parseCost(content)
    return cost ? [{ clusterId, cost }] : []
  })
}
