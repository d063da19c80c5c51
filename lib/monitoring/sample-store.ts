import { promisify } from 'node:util'
import { constants, gunzip, gzip } from 'node:zlib'
import { db } from '#lib/db/db.ts'
import { type HeldLease, requireLease } from '#lib/worker/lease.ts'
import type { ClusterSample } from './sample.ts'
import { encodeSample } from './sample-codec.ts'
import { decodeMemory, emptyMemory, encodeMemory, type SamplerMemory } from './sampler-memory.ts'

const zip = promisify(gzip)
const unzip = promisify(gunzip)

export const packText = async (text: string) => new Uint8Array(await zip(text, { level: constants.Z_BEST_SPEED }))
export const unpackText = async (content: Uint8Array) => (await unzip(content)).toString()

/**
 * Stores the newest sample and what the sampler must remember, in place of the ones before.
 *
 * @param lease of this worker: what a past holder still writes is refused; absent in tests
 */
export async function storeSample(sample: ClusterSample, memory: SamplerMemory, lease?: HeldLease): Promise<void> {
  const { clusterId, at: measuredAt } = sample
  const parts = { sample: await packText(encodeSample(sample)), memory: await packText(encodeMemory(memory)) }
  await db().$transaction(async (tx) => {
    if (lease) await requireLease(tx, lease)
    for (const [part, content] of Object.entries(parts)) {
      await tx.clusterSample.upsert({
        where: { clusterId_part: { clusterId, part } },
        create: { clusterId, part, measuredAt, content },
        update: { measuredAt, content },
      })
    }
  })
}

/** What the last sampler of a cluster remembered; empty for a new cluster. */
export async function readMemory(clusterId: string): Promise<SamplerMemory> {
  const row = await db().clusterSample.findUnique({ where: { clusterId_part: { clusterId, part: 'memory' } } })
  return row ? decodeMemory(await unpackText(row.content)) : emptyMemory()
}
