import type { PaletteItem } from '#components/layout/palette-provider.tsx'
import type { IconName } from '#components/ui/icon.tsx'
import type { State } from '#components/ui/state-pill.tsx'
import type { SearchHit, SearchKind } from '#lib/search/schema.ts'

const icons: Record<SearchKind, IconName> = {
  cluster: 'fleet',
  topic: 'topics',
  group: 'groups',
  client: 'clients',
  namespace: 'namespace',
  role: 'key',
  user: 'user',
  message: 'message',
}

/** Only what somebody should look at is marked. */
const groupMarks: Partial<Record<NonNullable<SearchHit['groupState']>, State>> = {
  STUCK: 'critical',
  FALLING_BEHIND: 'warning',
  BEHIND: 'warning',
  DRAINING: 'recovering',
  UNKNOWN: 'unknown',
}

/** Where a hit leads. Names hold `%`, so they are encoded exactly once, here. */
export function hitHref({ kind, name, cluster, groupName, clientKind, userId }: SearchHit): string {
  const page = `/clusters/${cluster?.clusterId ?? ''}`
  switch (kind) {
    case 'cluster':
      return page
    case 'topic':
      return `${page}/topics/${encodeURIComponent(name)}`
    case 'group':
      return `${page}/groups/${encodeURIComponent(name)}`
    case 'client': {
      const query = new URLSearchParams({
        group: groupName ?? '',
        ...(clientKind === 'PRODUCER' && { kind: clientKind }),
      })
      return `${page}/clients/${encodeURIComponent(name)}?${query}`
    }
    case 'namespace':
      return `${page}/namespaces?${new URLSearchParams({ q: name })}`
    case 'role':
      return `${page}/roles/${encodeURIComponent(name)}`
    case 'message':
      return `${page}/messages/${encodeURIComponent(name)}`
    case 'user':
      return `/settings/users?${new URLSearchParams({ user: userId ?? '' })}`
  }
}

/**
 * A hit as a line of the palette.
 *
 * @param details what is said beside the name, in the person's language
 */
export function hitItem(hit: SearchHit, label: string, details: readonly (string | undefined | null)[]): PaletteItem {
  const state = hit.isHung ? 'warning' : hit.groupState && groupMarks[hit.groupState]
  const detail = details.filter(Boolean).join(' · ')
  return {
    id: [hit.cluster?.clusterId, hit.name, hit.groupName, hit.clientKind].join(' '),
    label,
    icon: icons[hit.kind],
    href: hitHref(hit),
    ...(detail !== '' && { detail }),
    ...(state && { state }),
  }
}
