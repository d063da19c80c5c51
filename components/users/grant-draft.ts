import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import type { Grant, NewGrant } from '#lib/users/schema.ts'

/** A grant as it is being written. */
export interface GrantDraft {
  permissionSet: NewGrant['permissionSet']
  kind: 'all' | 'clusters' | 'environments' | 'kept'
  clusterIds: string[]
  environments: string[]
  /** Names and patterns as typed; empty = not narrowed. */
  namespaces: string[]
  /** Also what is in no namespace. */
  withoutNamespace: boolean
  topics: string[]
  groups: string[]
  /** `key=value` each. */
  labels: string[]
  owner: NonNullable<Grant['scope']['owner']>
  /** As typed; empty = never. */
  end: string
  /** Clusters that this form cannot write, by labels or by several parts: kept as they are unless another kind is chosen. */
  kept?: Grant['scope']['clusters']
  /** Parts that a stored scope has as an empty list: nothing of that kind. */
  none: readonly ('namespaces' | 'topics' | 'groups')[]
}

export type GrantProblem = 'clusters' | 'environments' | 'end' | 'past'

export const isLabelPair = (text: string): boolean => /^[a-z0-9][a-z0-9._/-]{0,62}=.{0,128}$/.test(text)

export function emptyGrant(grant: Grant | null): GrantDraft {
  const empty: GrantDraft = {
    permissionSet: 'viewer',
    kind: 'all',
    clusterIds: [],
    environments: [],
    namespaces: [],
    withoutNamespace: false,
    topics: [],
    groups: [],
    labels: [],
    owner: [],
    end: '',
    none: [],
  }
  if (!grant) return empty
  const { clusters, namespaces, topics, groups, labels, owner } = grant.scope
  const draft: GrantDraft = {
    ...empty,
    permissionSet: grant.permissionSet,
    namespaces: namespaces?.filter((name) => name !== null) ?? [],
    withoutNamespace: namespaces?.includes(null) ?? false,
    topics: topics ?? [],
    groups: groups ?? [],
    labels: Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`),
    owner: owner ?? [],
    end: grant.endsAt?.toISOString() ?? '',
    none: (['namespaces', 'topics', 'groups'] as const).filter((part) => grant.scope[part]?.length === 0),
  }
  if (clusters === 'all') return draft
  const { clusterIds, environments, labels: ofClusters } = clusters
  if (clusterIds && !environments && !ofClusters) return { ...draft, kind: 'clusters', clusterIds }
  if (environments && !clusterIds && !ofClusters) return { ...draft, kind: 'environments', environments }
  return { ...draft, kind: 'kept', kept: clusters }
}

/** What the API is sent, or the first thing that lacks. */
export function toGrantBody(
  draft: GrantDraft,
  { now, timeZone }: { now: Date; timeZone: string },
): { grant: Omit<NewGrant, 'subject'> } | { problem: GrantProblem } {
  const { permissionSet, kind, clusterIds, environments, end, kept } = draft
  if (kind === 'clusters' && clusterIds.length === 0) return { problem: 'clusters' }
  if (kind === 'environments' && environments.length === 0) return { problem: 'environments' }
  const endsAt = end.trim() === '' ? undefined : parseInstant(end, { now, timeZone })
  if (endsAt === null) return { problem: 'end' }
  if (endsAt && endsAt <= now) return { problem: 'past' }
  const clusters: Grant['scope']['clusters'] =
    kind === 'kept' && kept
      ? kept
      : kind === 'clusters'
        ? { clusterIds }
        : kind === 'environments'
          ? { environments }
          : 'all'
  return { grant: { permissionSet, scope: { clusters, ...narrowingOf(draft) }, ...(endsAt && { endsAt }) } }
}

function narrowingOf({ namespaces, withoutNamespace, topics, groups, labels, owner, none }: GrantDraft) {
  const inNamespaces = [...namespaces, ...(withoutNamespace ? [null] : [])]
  const isSaid = (part: GrantDraft['none'][number], values: readonly unknown[]) =>
    values.length > 0 || none.includes(part)
  return {
    ...(isSaid('namespaces', inNamespaces) && { namespaces: inNamespaces }),
    ...(isSaid('topics', topics) && { topics }),
    ...(isSaid('groups', groups) && { groups }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels.map(pairOf)) }),
    ...(owner.length > 0 && { owner }),
  }
}

function pairOf(text: string): [string, string] {
  const cut = text.indexOf('=')
  return [text.slice(0, cut), text.slice(cut + 1)]
}
