import type { IconName } from '#components/ui/icon.tsx'
import type { Permission } from '#lib/users/permissions.ts'

/** A word of `layout.nav`. */
export type NavKey = 'topics' | 'messages' | 'fleet' | 'audit' | 'tokens' | 'account'

export interface NavItem {
  key: NavKey
  icon: IconName
  /** With the cluster of the address where the page belongs to one. */
  href: (clusterId: string) => string
  /** Without it the item stays, disabled, and says why. */
  permission?: Permission
  /** After `g`. */
  shortcut?: string
  count?: 'topics' | 'clusters'
}

export interface NavSection {
  heading: 'messaging' | 'allClusters' | 'settings' | null
  items: readonly NavItem[]
}

const fleet: NavItem = { key: 'fleet', icon: 'fleet', href: () => '/clusters', shortcut: 'f', count: 'clusters' }
const audit: NavItem = { key: 'audit', icon: 'audit', href: () => '/audit', permission: 'audit:read' }
const settings: NavSection = {
  heading: 'settings',
  items: [
    { key: 'tokens', icon: 'terminal', href: () => '/settings/tokens' },
    { key: 'account', icon: 'user', href: () => '/account' },
  ],
}

/** The sidebar inside a cluster, top to bottom. A new page is one line here and one word in `layout.nav`. */
export const clusterNav: readonly NavSection[] = [
  {
    heading: 'messaging',
    items: [
      {
        key: 'topics',
        icon: 'topics',
        href: (clusterId) => `/clusters/${clusterId}/topics`,
        permission: 'topic:read',
        shortcut: 't',
        count: 'topics',
      },
      {
        key: 'messages',
        icon: 'message',
        href: (clusterId) => `/clusters/${clusterId}/messages`,
        permission: 'message:read',
        shortcut: 'm',
      },
    ],
  },
  { heading: 'allClusters', items: [fleet, audit] },
]

/** The sidebar on the pages of all clusters. */
export const fleetNav: readonly NavSection[] = [{ heading: null, items: [fleet, audit] }, settings]

/** The same page in another cluster. A single topic or message is not there: its list is. */
export function inOtherCluster(pathname: string, clusterId: string): string {
  const page = /^\/clusters\/[^/]+\/([^/]+)/.exec(pathname)?.[1]
  return `/clusters/${clusterId}/${page ?? 'topics'}`
}
