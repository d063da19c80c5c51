import { createHmac } from 'node:crypto'
import type { AuditSealKind } from '#lib/db/generated/client.ts'
import { Prisma } from '#lib/db/generated/client.ts'

export interface Link {
  sealNo: bigint
  kind: AuditSealKind
  auditId: string
  at: Date
  digest: Uint8Array
}

/** What stands before the first seal. */
export const nothing: Uint8Array = new Uint8Array(32)

/** The hash of a seal: over the one before it and all that the seal says. */
export function hashLink(key: Buffer, before: Uint8Array, { sealNo, kind, auditId, at, digest }: Link): Buffer {
  return createHmac('sha256', key)
    .update(before)
    .update(JSON.stringify([sealNo.toString(), kind, auditId, at.getTime()]))
    .update(digest)
    .digest()
}

/** Vouches for one end of the chain, which no seal behind it or before it does. */
export function macEnd(key: Buffer, end: 'head' | 'anchor', sealNo: bigint, hash: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${end} ${sealNo} `).update(hash).digest()
}

export const isSame = (a: Uint8Array | null, b: Uint8Array): boolean => a !== null && Buffer.compare(a, b) === 0

/** Of a row that is not there. */
export const missingDigest: Uint8Array = new Uint8Array(32)

const sha256 = (columns: string) => Prisma.raw(`sha256(convert_to(jsonb_build_array(${columns})::text, 'UTF8'))`)

/**
 * Every column by name: one that is added later leaves the digests of older rows as they are. Worked out where the rows are, so
 * that a look at a million of them does not carry them over. `jsonb` has one text for one value, and times are numbers here, for
 * their text depends on the zone of the connection.
 */
export const eventDigest = sha256(
  `e.audit_id, e.sequence, (extract(epoch from e.at) * 1000)::bigint, e.actor_kind, e.actor_id, e.actor_name, e.on_behalf_of,
   e.address, e.agent, e.session_id, e.token_id, e.action, e.target_kind, e.target_name, e.cluster_id, e.cluster_name,
   e.environment, e.permission, e.request, e.request_id, e.job_id`,
)
export const outcomeDigest = sha256(
  `o.audit_id, (extract(epoch from o.at) * 1000)::bigint, o.duration_ms, o.outcome::text, o.before, o.after, o.servers, o.error`,
)
