import { createHash } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Described, Narrowing, ResolvedGrant } from '#lib/users/context.ts'
import type { Subject } from '#lib/users/resolve-grants.ts'
import type { Scope } from '#lib/users/schema.ts'
import { isWholeScope, nameMatcher, ownerOf, type ScopedObject } from '#lib/users/scope-match.ts'

/**
 * Compiles the parts of scopes that reach into a cluster; null for those that mean whole clusters. What labels and owners mean is read here,
 * in one question per scope that has such, and never per row: so it is as of this request.
 */
export async function readNarrowings(
  scopes: readonly Scope[],
  clusterIds: readonly ResolvedGrant['clusterIds'][],
  subject: Subject,
): Promise<(Narrowing | null)[]> {
  return Promise.all(
    scopes.map(async (scope, i) => {
      if (isWholeScope(scope)) return null
      const matches = nameMatcher(scope)
      const { namespaces, topics, groups } = scope
      const described = await readDescribed(scope, clusterIds[i] ?? new Set(), subject)
      const key = keyOf([namespaces, topics, groups, described && [...described].sort()])
      if (!described) {
        const holds = (_clusterId: string, object: ScopedObject) => matches(object)
        return { key, holds, wouldHold: holds }
      }
      return {
        key,
        holds: (clusterId: string, object: ScopedObject) =>
          matches(object) && described.has(describedKey(clusterId, ownerOf(object))),
        wouldHold: (_clusterId: string, object: ScopedObject, as: Described) =>
          matches(object) && isDescribedAs(scope, as, subject),
      }
    }),
  )
}

const keyOf = (parts: unknown) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

const describedKey = (clusterId: string, { kind, name }: ScopedObject) => `${clusterId} ${kind} ${name}`

/** What has the labels and the owner of a scope; null when it asks for neither. */
async function readDescribed(
  { labels, owner }: Scope,
  clusterIds: ResolvedGrant['clusterIds'],
  subject: Subject,
): Promise<ReadonlySet<string> | null> {
  if (!labels && !owner) return null
  const where: Prisma.ResourceMetadataWhereInput = {
    ...(clusterIds !== 'all' && { clusterId: { in: [...clusterIds] } }),
    ...(owner && { owner: { in: ownersOf(owner, subject) } }),
    AND: Object.entries(labels ?? {}).map(([key, value]) => ({ labels: { path: [key], equals: value } })),
  }
  const rows = await db().resourceMetadata.findMany({ where, select: { clusterId: true, kind: true, name: true } })
  return new Set(rows.map(({ clusterId, kind, name: of }) => `${clusterId} ${kind} ${of}`))
}

const ownersOf = (owner: NonNullable<Scope['owner']>, { name, providerGroups }: Subject): string[] => [
  ...(owner.includes('me') ? [name] : []),
  ...(owner.includes('myGroup') ? providerGroups : []),
]

function isDescribedAs({ labels, owner }: Scope, as: Described, subject: Subject): boolean {
  const hasLabels = Object.entries(labels ?? {}).every(
    ([key, value]) => as.labels && Object.hasOwn(as.labels, key) && as.labels[key] === value,
  )
  return hasLabels && (!owner || (as.owner != null && ownersOf(owner, subject).includes(as.owner)))
}

/** What both mean. */
export function narrowBoth(a: Narrowing | null, b: Narrowing | null): Narrowing | null {
  if (!a || !b) return a ?? b
  if (a.key === b.key) return a
  return {
    key: keyOf([a.key, b.key]),
    holds: (clusterId, object) => a.holds(clusterId, object) && b.holds(clusterId, object),
    wouldHold: (clusterId, object, as) => a.wouldHold(clusterId, object, as) && b.wouldHold(clusterId, object, as),
  }
}
