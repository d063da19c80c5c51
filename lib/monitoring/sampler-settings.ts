import { db } from '#lib/db/db.ts'

export interface SamplerSettings {
  /** Null: by the size of the cluster. */
  periodSeconds: number | null
  isPaused: boolean
}

/** How a cluster is to be sampled. */
export async function readSettings(clusterId: string): Promise<SamplerSettings> {
  const row = await db().samplerSettings.findUnique({ where: { clusterId } })
  return { periodSeconds: row?.periodSeconds ?? null, isPaused: row?.isPaused ?? false }
}
