import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import type { Grant, NewGrant } from '#lib/users/grant-schema.ts'
import type { Scope } from '#lib/users/schema.ts'

/** Where a grant or a token holds, as it is being written. */
export interface ScopeDraft {
  kind: 'all' | 'clusters' | 'environments' | 'labels' | 'kept'
  clusterIds: string[]
  environments: string[]
  /** Labels of clusters, `key=value` each. */
  clusterLabels: string[]
  /** Names and patterns as typed; empty = not narrowed. */
  namespaces: string[]
  /** Also what is in no namespace. */
  withoutNamespace: boolean
  topics: string[]
  groups: string[]
  /** `key=value` each. */
  labels: string[]
  owner: NonNullable<Scope['owner']>
  /** Clusters that this form cannot write, by several parts: kept as they are unless another kind is chosen. */
  kept?: Scope['clusters']
  /** Parts that a stored scope has as an empty list: nothing of that kind. */
  none: readonly ('namespaces' | 'topics' | 'groups')[]
}

/** The part of it that says which topics and groups of these clusters. */
export type NarrowDraft = Omit<ScopeDraft, 'kind' | 'clusterIds' | 'environments' | 'clusterLabels' | 'kept'>

/** A grant as it is being written. */
export interface GrantDraft extends ScopeDraft {
  permissionSet: NewGrant['permissionSet']
  /** As typed; empty = never. */
  end: string
}

type ScopeProblem = 'clusters' | 'environments' | 'labels'
export type GrantProblem = ScopeProblem | 'end' | 'past'

export const isLabelPair = (text: string): boolean => /^[a-z0-9][a-z0-9._/-]{0,62}=.{0,128}$/.test(text)

export const emptyGrant = (grant: Grant | null): GrantDraft => ({
  ...scopeDraftOf(grant?.scope ?? { clusters: 'all' }),
  permissionSet: grant?.permissionSet ?? 'viewer',
  end: grant?.endsAt?.toISOString() ?? '',
})

export function narrowDraftOf(scope: Scope): NarrowDraft {
  const { namespaces, topics, groups, labels, owner } = scope
  return {
    namespaces: namespaces?.filter((name) => name !== null) ?? [],
    withoutNamespace: namespaces?.includes(null) ?? false,
    topics: topics ?? [],
    groups: groups ?? [],
    labels: pairsOf(labels ?? {}),
    owner: owner ?? [],
    none: (['namespaces', 'topics', 'groups'] as const).filter((part) => scope[part]?.length === 0),
  }
}

export function scopeDraftOf(scope: Scope): ScopeDraft {
  const { clusters } = scope
  const empty = { clusterIds: [], environments: [], clusterLabels: [] }
  const draft: ScopeDraft = { kind: 'all', ...empty, ...narrowDraftOf(scope) }
  if (clusters === 'all') return draft
  const { clusterIds, environments, labels: ofClusters } = clusters
  if (clusterIds && !environments && !ofClusters) return { ...draft, kind: 'clusters', clusterIds }
  if (environments && !clusterIds && !ofClusters) return { ...draft, kind: 'environments', environments }
  if (ofClusters && Object.keys(ofClusters).length > 0 && !clusterIds && !environments) {
    return { ...draft, kind: 'labels', clusterLabels: pairsOf(ofClusters) }
  }
  return { ...draft, kind: 'kept', kept: clusters }
}

/** What the API is sent, or the first thing that lacks. */
export function toGrantBody(
  draft: GrantDraft,
  { now, timeZone }: { now: Date; timeZone: string },
): { grant: Omit<NewGrant, 'subject'> } | { problem: GrantProblem } {
  const { permissionSet, end } = draft
  const body = toScope(draft)
  if ('problem' in body) return body
  const endsAt = end.trim() === '' ? undefined : parseInstant(end, { now, timeZone })
  if (endsAt === null) return { problem: 'end' }
  if (endsAt && endsAt <= now) return { problem: 'past' }
  return { grant: { permissionSet, ...body, ...(endsAt && { endsAt }) } }
}

/** What the API is sent of the scope, or the first thing that lacks. */
export function toScope(draft: ScopeDraft): { scope: Scope } | { problem: ScopeProblem } {
  const clusters = toClusters(draft)
  return typeof clusters === 'object' && 'problem' in clusters
    ? clusters
    : { scope: { clusters, ...narrowingOf(draft) } }
}

function toClusters(draft: ScopeDraft): Scope['clusters'] | { problem: ScopeProblem } {
  const { kind, clusterIds, environments, clusterLabels, kept } = draft
  switch (kind) {
    case 'all':
      return 'all'
    case 'clusters':
      return clusterIds.length > 0 ? { clusterIds } : { problem: 'clusters' }
    case 'environments':
      return environments.length > 0 ? { environments } : { problem: 'environments' }
    case 'labels':
      // Without one it would mean every cluster.
      return clusterLabels.length > 0
        ? { labels: Object.fromEntries(clusterLabels.map(pairOf)) }
        : { problem: 'labels' }
    case 'kept':
      return kept ?? 'all'
  }
}

export function narrowingOf({
  namespaces,
  withoutNamespace,
  topics,
  groups,
  labels,
  owner,
  none,
}: NarrowDraft): Omit<Scope, 'clusters'> {
  const inNamespaces = [...namespaces, ...(withoutNamespace ? [null] : [])]
  const isSaid = (part: NarrowDraft['none'][number], values: readonly unknown[]) =>
    values.length > 0 || none.includes(part)
  return {
    ...(isSaid('namespaces', inNamespaces) && { namespaces: inNamespaces }),
    ...(isSaid('topics', topics) && { topics }),
    ...(isSaid('groups', groups) && { groups }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels.map(pairOf)) }),
    ...(owner.length > 0 && { owner }),
  }
}

const pairsOf = (labels: Record<string, string>) => Object.entries(labels).map(([key, value]) => `${key}=${value}`)

function pairOf(text: string): [string, string] {
  const cut = text.indexOf('=')
  return [text.slice(0, cut), text.slice(cut + 1)]
}
