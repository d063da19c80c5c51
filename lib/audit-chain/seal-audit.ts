import { db } from '#lib/db/db.ts'
import type { AuditSealKind, Prisma } from '#lib/db/generated/client.ts'
import { eventDigest, hashLink, macEnd, missingDigest, outcomeDigest } from './chain-hash.ts'
import { ensureChainKey } from './chain-key.ts'

const batchSize = 1000

/**
 * Appends what was written to the audit since to the chain. The worker does it, a second behind: sealed in the statement that
 * inserts, all writes of the console would wait for one another.
 *
 * @returns how many rows were sealed
 */
export async function sealAudit(signal?: AbortSignal): Promise<number> {
  let sealed = 0
  while (!signal?.aborted) {
    const count = await sealBatch()
    sealed += count
    if (count < batchSize) break
  }
  return sealed
}

interface Waiting {
  kind: AuditSealKind
  auditId: string
  at: Date | null
  digest: Uint8Array | null
}

async function sealBatch(): Promise<number> {
  // Most seconds nothing was written; then nothing is locked either.
  if ((await db().auditUnsealed.findFirst({ select: { id: true } })) === null) return 0
  return db().$transaction(
    async (tx) => {
      const chain = await lockChain(tx)
      const key = await ensureChainKey(tx)
      // A row that went before its seal was made is sealed as missing, which is what one is told then.
      const waiting = await tx.$queryRaw<Waiting[]>`
        with taken as (
          delete from audit_unsealed where id in (select id from audit_unsealed order by id limit ${batchSize})
          returning id, kind, audit_id
        )
        select t.kind, t.audit_id "auditId", case when t.kind = 'INTENT' then e.at else o.at end "at",
          case
            when t.kind = 'INTENT' and e.audit_id is not null then ${eventDigest}
            when t.kind = 'OUTCOME' and o.audit_id is not null then ${outcomeDigest}
          end "digest"
        from taken t
        left join audit_events e on t.kind = 'INTENT' and e.audit_id = t.audit_id
        left join audit_outcomes o on t.kind = 'OUTCOME' and o.audit_id = t.audit_id
        order by t.id`
      if (waiting.length === 0) return 0
      let { headNo, headHash } = chain
      const now = new Date()
      const seals = waiting.map(({ kind, auditId, at, digest }): Prisma.AuditSealCreateManyInput => {
        headNo += 1n
        const link = { sealNo: headNo, kind, auditId, at: at ?? now, digest: bytes(digest ?? missingDigest) }
        headHash = bytes(hashLink(key, headHash, link))
        return { ...link, hash: headHash }
      })
      await tx.auditSeal.createMany({ data: seals })
      await tx.auditChain.update({
        where: { id: 1 },
        data: { headNo, headHash, headMac: bytes(macEnd(key, 'head', headNo, headHash)) },
      })
      return seals.length
    },
    { maxWait: 10_000, timeout: 30_000 },
  )
}

/** Of several processes one at a time appends to the chain, or cuts from it. */
export async function lockChain(tx: Prisma.TransactionClient) {
  await tx.$queryRaw`select 1 from audit_chain where id = 1 for update`
  return tx.auditChain.findUniqueOrThrow({ where: { id: 1 } })
}

/** As Prisma takes them. */
export const bytes = (value: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(value)
