import { db } from '#lib/db/db.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'
import { ageSample } from './age-sample.ts'
import type { ClusterSample } from './sample.ts'
import { decodeSample } from './sample-codec.ts'
import { unpackText } from './sample-store.ts'
import { scopedSample } from './scoped-sample.ts'

interface Held {
  measuredAt: number
  sample: ClusterSample | null
  /** Made once, when the sampler has stopped for longer than three periods. */
  aged: ClusterSample | null
  checkedAt: number
}

/** How often the database is asked whether the worker has written another. */
const CHECK_MS = 1_000
const STALE_PERIODS = 3

/** On the global object: pages and routes of one process may be bundled apart. */
const holder = globalThis as typeof globalThis & {
  apogeeSamples?: Map<string, Held>
  apogeeSampleReads?: Map<string, Promise<Held>>
}
holder.apogeeSamples ??= new Map()
holder.apogeeSampleReads ??= new Map()

/** Whose sample it is, and for whom: a `LiveCluster`, or by hand. */
export interface SampledCluster {
  clusterId: string
  scope: ReadScope
}

/**
 * What somebody sees of the newest sample of a cluster; null while the sampler has not finished its first pass. Kept in memory and read anew when the
 * worker has written another: a page costs one small query at most. What is older than three periods is marked stale.
 */
export async function getSample({ clusterId, scope }: SampledCluster): Promise<ClusterSample | null> {
  const sample = await newestSample(clusterId)
  return sample && scopedSample(sample, scope)
}

async function newestSample(clusterId: string): Promise<ClusterSample | null> {
  const held = await readNewest(clusterId)
  const { sample } = held
  if (!sample) return null
  if (Date.now() - sample.at.getTime() <= STALE_PERIODS * sample.periodMs) return sample
  held.aged ??= ageSample(sample)
  return held.aged
}

/** The worker has just made and stored it: it need not read it back. */
export function holdSample(sample: ClusterSample): void {
  const measuredAt = sample.at.getTime()
  holder.apogeeSamples?.set(sample.clusterId, { measuredAt, sample, aged: null, checkedAt: Date.now() })
}

async function readNewest(clusterId: string): Promise<Held> {
  const samples = holder.apogeeSamples ?? new Map<string, Held>()
  const reads = holder.apogeeSampleReads ?? new Map<string, Promise<Held>>()
  const held = samples.get(clusterId)
  if (held && Date.now() - held.checkedAt < CHECK_MS) return held
  const running = reads.get(clusterId)
  if (running) return running
  const reading = read(clusterId, held).finally(() => reads.delete(clusterId))
  reads.set(clusterId, reading)
  const next = await reading
  samples.set(clusterId, next)
  return next
}

async function read(clusterId: string, held: Held | undefined): Promise<Held> {
  const where = { clusterId_part: { clusterId, part: 'sample' } }
  const checkedAt = Date.now()
  const newest = await db().clusterSample.findUnique({ where, select: { measuredAt: true } })
  const measuredAt = newest?.measuredAt.getTime() ?? 0
  if (held && held.measuredAt === measuredAt) {
    held.checkedAt = checkedAt
    return held
  }
  const row = newest && (await db().clusterSample.findUnique({ where }))
  const sample = row ? decodeSample(clusterId, await unpackText(row.content)) : null
  return { measuredAt, sample, aged: null, checkedAt }
}
