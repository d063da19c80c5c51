import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import type { Grant, NewGrant } from '#lib/users/schema.ts'

/** A grant as it is being written. */
export interface GrantDraft {
  permissionSet: NewGrant['permissionSet']
  kind: 'all' | 'clusters' | 'environments' | 'kept'
  clusterIds: string[]
  environments: string[]
  /** As typed; empty = never. */
  end: string
  /** A scope that this form cannot write, by labels or by several parts: kept as it is unless another kind is chosen. */
  kept?: Grant['scope']
}

export type GrantProblem = 'clusters' | 'environments' | 'end' | 'past'

export function emptyGrant(grant: Grant | null): GrantDraft {
  const empty: GrantDraft = { permissionSet: 'viewer', kind: 'all', clusterIds: [], environments: [], end: '' }
  if (!grant) return empty
  const draft: GrantDraft = {
    ...empty,
    permissionSet: grant.permissionSet as GrantDraft['permissionSet'], // the server stores no other
    end: grant.endsAt?.toISOString() ?? '',
  }
  const { clusters } = grant.scope
  if (clusters === 'all') return draft
  const { clusterIds, environments, labels } = clusters
  if (clusterIds && !environments && !labels) return { ...draft, kind: 'clusters', clusterIds }
  if (environments && !clusterIds && !labels) return { ...draft, kind: 'environments', environments }
  return { ...draft, kind: 'kept', kept: grant.scope }
}

/** What the API is sent, or the first thing that lacks. */
export function toGrantBody(
  { permissionSet, kind, clusterIds, environments, end, kept }: GrantDraft,
  { now, timeZone }: { now: Date; timeZone: string },
): { grant: Omit<NewGrant, 'subject'> } | { problem: GrantProblem } {
  if (kind === 'clusters' && clusterIds.length === 0) return { problem: 'clusters' }
  if (kind === 'environments' && environments.length === 0) return { problem: 'environments' }
  const endsAt = end.trim() === '' ? undefined : parseInstant(end, { now, timeZone })
  if (endsAt === null) return { problem: 'end' }
  if (endsAt && endsAt <= now) return { problem: 'past' }
  const scope: Grant['scope'] =
    kind === 'kept' && kept
      ? kept
      : { clusters: kind === 'clusters' ? { clusterIds } : kind === 'environments' ? { environments } : 'all' }
  return { grant: { permissionSet, scope, ...(endsAt && { endsAt }) } }
}
