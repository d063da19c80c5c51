import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import { dropMetadata } from '#lib/metadata/drop-metadata.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import { RoleKind, RoleStatus } from './schema.ts'

/** What was saved here last; no secret. */
export interface RoleWish {
  kind: RoleKind
  status: RoleStatus
  entries: PolicyEntry[]
}

/** What the console keeps of a role. */
export interface RoleRecord {
  metadata: StoredMetadata
  wish: RoleWish | null
  pendingOn: string[]
  rowRemarks: Record<string, string>
  modifiedAt: Date | null
  keySetAt: Date | null
}

const Wish = z.object({
  kind: RoleKind,
  status: RoleStatus,
  entries: z.array(
    z.object({
      policyType: z.string(),
      resource: z.string(),
      actions: z.array(z.string()),
      sourceIps: z.array(z.string()),
      decision: z.string(),
    }),
  ),
})
const Remarks = z.record(z.string(), z.string())

const unknownRole: RoleRecord = {
  metadata: undeclared,
  wish: null,
  pendingOn: [],
  rowRemarks: {},
  modifiedAt: null,
  keySetAt: null,
}

/** By name; `of` answers for every name. */
export async function readRecords(clusterId: string, names?: readonly string[]) {
  const [metadata, rows] = await Promise.all([
    getMetadata(clusterId, 'role', names),
    db().roleRecord.findMany({ where: { clusterId, ...(names && { roleName: { in: [...names] } }) } }),
  ])
  const rowOf = new Map(rows.map((row) => [row.roleName, row]))
  return {
    of(roleName: string): RoleRecord {
      const row = rowOf.get(roleName)
      const stored = metadata.get(roleName) ?? undeclared
      if (!row) return { ...unknownRole, metadata: stored }
      const { pendingOn, modifiedAt, keySetAt } = row
      const wish = Wish.safeParse(row.wish)
      return {
        metadata: stored,
        wish: wish.success ? wish.data : null,
        pendingOn,
        rowRemarks: Remarks.parse(row.rowRemarks),
        modifiedAt,
        keySetAt,
      }
    },
  }
}

export interface RoleRecordChange {
  wish?: RoleWish
  pendingOn?: string[]
  rowRemarks?: Record<string, string>
  modifiedAt?: Date
  keySetAt?: Date
}

export async function writeRecord(clusterId: string, roleName: string, change: RoleRecordChange): Promise<void> {
  const { wish, ...rest } = change
  const data = { ...rest, ...(wish && { wish: { ...wish, entries: wish.entries.map((entry) => ({ ...entry })) } }) }
  await db().roleRecord.upsert({
    where: { clusterId_roleName: { clusterId, roleName } },
    create: { clusterId, roleName, ...data },
    update: data,
  })
}

/** Forgets a role that is gone, its remark and owner too. */
export async function dropRecord(clusterId: string, roleName: string): Promise<void> {
  await db().roleRecord.deleteMany({ where: { clusterId, roleName } })
  await dropMetadata({ clusterId, kind: 'role', name: roleName })
}

/** After how many days a secret is called old; null = never. */
export async function readKeyMaxAgeDays(clusterId: string): Promise<number | null> {
  return (await db().roleSettings.findUnique({ where: { clusterId } }))?.keyMaxAgeDays ?? null
}
