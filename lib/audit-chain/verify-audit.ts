import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import {
  eventDigest,
  hashLink,
  isSame,
  type Link,
  macEnd,
  missingDigest,
  nothing,
  outcomeDigest,
} from './chain-hash.ts'
import { findChainKey } from './chain-key.ts'
import type { AuditVerification, BrokenSeal } from './schema.ts'

const batchSize = 5000
const maxBroken = 100
/** One answer takes no longer; the next one goes on where it ended. */
const budgetMs = 10_000

interface StoredLink extends Link {
  hash: Uint8Array
  /** Of the row as it is now; null when it is not there. */
  found: Uint8Array | null
}

/**
 * Works the chain out anew and compares: every row with its seal, every seal with the one before, both ends with what vouches for
 * them. One broken seal does not hide the next: behind it the stored hash counts.
 *
 * @param input.after number of the seal to go on behind, as the answer before said in `next`
 * @throws AppError CONFLICT when the key of the chain cannot be opened
 */
export async function verifyAudit(
  ctx: Context,
  { after }: { after?: bigint | undefined } = {},
  { timeMs = budgetMs }: { timeMs?: number } = {},
): Promise<AuditVerification> {
  // The chain runs through the rows of all clusters.
  requirePermission(ctx, 'audit:read')
  const until = performance.now() + timeMs
  const chain = await db().auditChain.findUniqueOrThrow({ where: { id: 1 } })
  const key = await findChainKey()
  const broken: BrokenSeal[] = []
  const report = (seal: BrokenSeal) => {
    if (broken.length < maxBroken) broken.push(seal)
  }
  let [sealNo, hash] = [chain.anchorNo, chain.anchorHash as Uint8Array]
  if (after !== undefined && after > chain.anchorNo) {
    sealNo = after
    hash = (await db().auditSeal.findUnique({ where: { sealNo: after } }))?.hash ?? nothing
  } else if (key && chain.anchorNo > 0n && !isSame(chain.anchorMac, macEnd(key, 'anchor', sealNo, hash))) {
    report({ sealNo, problem: 'ANCHOR_CHANGED' })
  }
  let checked = 0
  let from: Date | null = null
  let to: Date | null = null
  while (key && sealNo < chain.headNo && performance.now() < until && !ctx.signal.aborted) {
    const links = await readLinks(sealNo, chain.headNo)
    for (const link of links) {
      if (link.sealNo !== sealNo + 1n) report({ sealNo: sealNo + 1n, problem: 'SEAL_MISSING' })
      const row = { sealNo: link.sealNo, kind: link.kind, auditId: link.auditId, at: link.at }
      if (link.found === null || isSame(link.digest, missingDigest)) report({ ...row, problem: 'ROW_MISSING' })
      else if (!isSame(link.digest, link.found)) report({ ...row, problem: 'ROW_CHANGED' })
      // Behind a gap nobody knows what stood there.
      if (link.sealNo === sealNo + 1n && !isSame(link.hash, hashLink(key, hash, link))) {
        report({ ...row, problem: 'SEAL_CHANGED' })
      }
      sealNo = link.sealNo
      hash = link.hash
      from ??= link.at
      to = link.at
      checked += 1
    }
    if (links.length > 0) continue
    // The newest ones are gone, though the chain says that they were made.
    report({ sealNo: sealNo + 1n, problem: 'SEAL_MISSING' })
    sealNo = chain.headNo
    hash = nothing
  }
  const isAtEnd = !key || sealNo >= chain.headNo
  if (isAtEnd && key) {
    const isVouched =
      isSame(chain.headMac, macEnd(key, 'head', chain.headNo, chain.headHash)) &&
      (hash === nothing || isSame(hash, chain.headHash))
    if (!isVouched) report({ sealNo: chain.headNo, problem: 'HEAD_CHANGED' })
  }
  if (isAtEnd) for (const row of await findUnsealed()) report({ ...row, sealNo: null, problem: 'NOT_SEALED' })
  // What the retention took away meanwhile is not missing.
  const { anchorNo, keptFrom } = await db().auditChain.findUniqueOrThrow({ where: { id: 1 } })
  const isGone = (seal: BrokenSeal) => anchorNo > chain.anchorNo && seal.sealNo !== null && seal.sealNo <= anchorNo
  const found = broken.filter((seal) => !isGone(seal))
  return {
    isIntact: found.length === 0,
    checked,
    from,
    to,
    broken: found,
    waiting: await db().auditUnsealed.count(),
    keptFrom,
    head: { sealNo: chain.headNo, hash: Buffer.from(chain.headHash).toString('hex') },
    next: isAtEnd ? null : sealNo,
  }
}

function readLinks(after: bigint, through: bigint): Promise<StoredLink[]> {
  return db().$queryRaw<StoredLink[]>`
    select s.seal_no "sealNo", s.kind, s.audit_id "auditId", s.at, s.digest, s.hash,
      case
        when s.kind = 'INTENT' and e.audit_id is not null then ${eventDigest}
        when s.kind = 'OUTCOME' and o.audit_id is not null then ${outcomeDigest}
      end "found"
    from audit_seals s
    left join audit_events e on s.kind = 'INTENT' and e.audit_id = s.audit_id
    left join audit_outcomes o on s.kind = 'OUTCOME' and o.audit_id = s.audit_id
    where s.seal_no > ${after} and s.seal_no <= ${through}
    order by s.seal_no
    limit ${batchSize}`
}

/** Rows that neither have a seal nor wait for one: somebody put them in past the triggers. */
function findUnsealed(): Promise<{ kind: 'INTENT' | 'OUTCOME'; auditId: string; at: Date }[]> {
  return db().$queryRaw`
    select kind, audit_id "auditId", at from (
      select 'INTENT' kind, audit_id, at from audit_events
      union all
      select 'OUTCOME', audit_id, at from audit_outcomes
    ) r
    where not exists (select 1 from audit_seals s where s.audit_id = r.audit_id and s.kind::text = r.kind)
      and not exists (select 1 from audit_unsealed u where u.audit_id = r.audit_id and u.kind::text = r.kind)
    limit 20`
}
