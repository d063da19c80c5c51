import { z } from 'zod'
import { TargetError } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { isConfirmed } from './compare-answers.ts'
import { isRecent, KEPT_DIFFERENCES, readDifferences } from './name-server-agreement.ts'
import type { NameServerAgreement } from './schema.ts'

const Silent = z.array(TargetError.extend({ address: z.string() })).catch([])

const SHOWN_DIFFERENCES = 100

/** What the last comparison of the name servers found. Asks nobody. */
export async function getNameServerAgreement(
  ctx: Context,
  { clusterId }: { clusterId: string },
): Promise<NameServerAgreement> {
  requirePermission(ctx, 'node:read', clusterId)
  const { nameServers } = await findRegistration(clusterId)
  const row = await db().nameServerAgreement.findUnique({ where: { clusterId } })
  const now = new Date()
  const isBelieved = nameServers.length > 1 && row !== null && isRecent(row, now)
  const confirmed = isBelieved ? readDifferences(row).filter(isConfirmed) : []
  const items = confirmed.slice(0, SHOWN_DIFFERENCES)
  const silent = Silent.parse(row?.silent ?? []).filter(({ address }) => nameServers.includes(address))
  const state = () => {
    if (nameServers.length < 2) return 'ONE_NAME_SERVER'
    if (!isBelieved) return 'NOT_COMPARED'
    if (items.length > 0) return 'DIFFERS'
    return row.completedAt === null ? 'COMPARING' : 'AGREES'
  }
  return {
    state: state(),
    comparedAt: row?.comparedAt ?? null,
    completedAt: row?.completedAt ?? null,
    topics: row?.topics ?? 0,
    comparedTopics: row?.comparedTopics ?? 0,
    items: items.map(({ kind, name, values, firstSeenAt }) => ({ kind, name, values, since: firstSeenAt })),
    total: confirmed.length,
    isTotalAtLeast: confirmed.length >= KEPT_DIFFERENCES,
    ...(silent.length > 0 && {
      partial: silent.map(({ address, code, detail }) => ({ address, code, detail })),
    }),
  }
}
