import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { applyPlans, listsOf, requireSomeDone } from './apply-plan.ts'
import { type FoundRole, findRole, tellRole } from './find-role.ts'
import { blocksOf, needsConfirm, requireSuperRight, requireTyped, requireUnblocked } from './guard-role.ts'
import { roleCommand } from './mqadmin-command.ts'
import { planRole, previewItems, type Wanted } from './plan-role.ts'
import { entryKey } from './policy-entries.ts'
import { forgetRoles, partialOf } from './read-roles.ts'
import { type RoleRecordChange, type RoleWish, writeRecord } from './role-records.ts'
import { roleWarnings } from './role-warnings.ts'
import { innerAccessKeys, offOn } from './roles-state.ts'
import { ROLE_CACHE_MS } from './schema.ts'
import { revisionOf } from './to-role-item.ts'
import type { RolePreview, WrittenRole } from './write-schema.ts'

type MetadataPatch = Parameters<typeof setMetadata>[0]['patch']

export interface RoleChange {
  clusterId: string
  roleName: string
  /** Of the audit. */
  action: string
  wanted: Wanted
  metadata?: MetadataPatch | undefined
  rowRemarks?: Record<string, string> | undefined
  dryRun?: boolean | undefined
  confirm?: string | undefined
  confirmPath?: string | undefined
  /** Also for a Normal role. */
  mustConfirm?: boolean | undefined
  /** Nothing is typed, of a Super role neither. */
  isFree?: boolean
  revision?: string | undefined
  /** What the audit says was asked for. */
  detail: unknown
  /** Looks at what there is before anything is written or previewed. @throws AppError */
  check?: ((found: FoundRole) => void) | undefined
}

/**
 * Changes a role that exists on every broker that does not hold the change yet, so the same once more is the retry of a change that
 * was done in part. Metadata alone touch no broker.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, FORBIDDEN for a Super role without role:write-super, INVALID_INPUT without its name typed,
 *   PROTECTED for the console's own account and the last Super, CONFLICT when the revision is old; CLUSTER_… with the three lists
 *   when no broker has done it
 */
export async function changeRole(ctx: Context, change: RoleChange): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, wanted, metadata, dryRun } = change
  requirePermission(ctx, 'role:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const found = await findRole(ctx, cluster, roleName)
  const { role, reading, switches } = found
  const touchesBrokers = Object.values(wanted).some((each) => each !== undefined)
  // Of a Super role even the remark is nobody else's business.
  requireSuperRight(ctx, clusterId, role, [wanted.kind])
  change.check?.(found)
  const plans = touchesBrokers ? planRole(role, reading.brokers, wanted) : []
  const command = roleCommand(cluster.nameServers, plans)
  const blockedBy = blocksOf(roleName, reading, found.ownAccessKey, wanted)
  const isTyped = change.mustConfirm || (touchesBrokers && !change.isFree && needsConfirm(role, wanted.kind))
  const confirm = isTyped ? roleName : null
  const wish = wishOf(found, wanted)
  if (dryRun) {
    const facts = { offOn: offOn(switches).map(({ address }) => address), innerAccessKeys: innerAccessKeys(switches) }
    const warnings = roleWarnings(roleName, wish, facts)
    return {
      dryRun: true,
      items: previewItems(plans),
      blockedBy,
      warnings,
      confirm,
      command,
      ...partialOf(reading),
    }
  }
  const entry = {
    action: change.action,
    clusterId,
    target: { kind: 'role', name: roleName },
    permission: 'role:write' as const,
    before: stateOf(found),
    detail: change.detail,
    command,
  }
  return audited(ctx, entry, async (auditRecord) => {
    requireUnblocked(blockedBy)
    requireTyped(change.confirm, confirm, change.confirmPath)
    requireRevision(change.revision, found, { touchesBrokers, metadata: metadata !== undefined })
    const applied = await applyPlans(cluster.admin, plans, ctx.signal)
    forgetRoles(cluster)
    const lists = listsOf(plans, applied)
    if (touchesBrokers) requireSomeDone(lists)
    if (metadata) await setMetadata({ clusterId, kind: 'role', name: roleName, patch: metadata, by: ctx.actor.name })
    const now = new Date()
    await writeRecord(clusterId, roleName, {
      ...(touchesBrokers && { wish, pendingOn: [...lists.failed, ...lists.unknown].map(({ target }) => target) }),
      ...(wanted.secret && { keySetAt: now }),
      ...(change.rowRemarks && { rowRemarks: { ...change.rowRemarks } }),
      modifiedAt: now,
    } satisfies RoleRecordChange)
    const after = await findRole(ctx, cluster, roleName)
    auditRecord.after(stateOf(after))
    return {
      ...lists,
      resource: await tellRole(clusterId, after),
      command,
      inForceBy: new Date(now.getTime() + ROLE_CACHE_MS),
      leftDisabledOn: [],
    }
  })
}

/** What all brokers should hold then. */
export function wishOf({ role }: FoundRole, { kind, status, entries }: Wanted): RoleWish {
  const { usual } = role
  const { put, remove } = entries?.(usual.entries) ?? { put: [], remove: [] }
  return {
    kind: kind ?? usual.kind,
    status: status ?? usual.status,
    entries: mergeEntries(usual.entries, put, remove),
  }
}

function mergeEntries(
  held: readonly PolicyEntry[],
  put: readonly PolicyEntry[],
  remove: readonly PolicyEntry[],
): PolicyEntry[] {
  const gone = new Set([...put, ...remove].map(entryKey))
  return [...held.filter((entry) => !gone.has(entryKey(entry))), ...put]
}

/** For the audit: what each broker holds, and what the console keeps. */
export const stateOf = ({ role, record }: FoundRole) => ({
  brokers: role.brokers.map(({ server, state, held }) => ({
    address: server.address,
    state,
    ...(held && { kind: held.kind, status: held.status, policies: held.entries }),
  })),
  remark: record.metadata.remark,
  labels: record.metadata.labels,
  owner: record.metadata.owner,
})

/** @throws AppError CONFLICT; of what is not changed the revision does not matter */
function requireRevision(
  shown: string | undefined,
  { role, record }: FoundRole,
  changes: { touchesBrokers: boolean; metadata: boolean },
): void {
  if (shown === undefined) return
  const [ofMetadata, ofBrokers] = revisionOf(role, record).split('.')
  const [shownMetadata, shownBrokers] = shown.split('.')
  const isOld =
    (changes.metadata && shownMetadata !== ofMetadata) || (changes.touchesBrokers && shownBrokers !== ofBrokers)
  if (isOld) throw new AppError('CONFLICT', `${role.roleName} was changed meanwhile. Load it again.`)
}
