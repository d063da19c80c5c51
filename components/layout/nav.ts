import type { IconName } from '#components/ui/icon.tsx'
import type { Permission } from '#lib/users/permissions.ts'

/** A word of `layout.nav`. */
export type NavKey =
  | 'overview'
  | 'events'
  | 'topics'
  | 'groups'
  | 'clients'
  | 'messages'
  | 'traces'
  | 'deadLetters'
  | 'nodes'
  | 'namespaces'
  | 'monitoring'
  | 'alarms'
  | 'jobs'
  | 'roles'
  | 'connect'
  | 'fleet'
  | 'audit'
  | 'users'
  | 'permissionSets'
  | 'signIn'
  | 'tokens'
  | 'channels'
  | 'masking'
  | 'about'
  | 'account'

export interface NavItem {
  key: NavKey
  icon: IconName
  /** With the cluster of the address where the page belongs to one. */
  href: (clusterId: string) => string
  /** Without it the item stays, disabled, and says why. */
  permission?: Permission
  /** Its page is about the whole console; the others show what the person holds it on. */
  isForWhole?: boolean
  /** After `g`. */
  shortcut?: string
  count?: 'topics' | 'groups' | 'clusters' | 'alarms'
}

export interface NavSection {
  heading: 'messaging' | 'operate' | 'secure' | 'allClusters' | 'settings' | null
  items: readonly NavItem[]
}

const fleet: NavItem = { key: 'fleet', icon: 'fleet', href: () => '/clusters', shortcut: 'f', count: 'clusters' }
const allAlarms: NavItem = {
  key: 'alarms',
  icon: 'bell',
  href: () => '/alarms',
  permission: 'alarm:read',
  shortcut: 'a',
  count: 'alarms',
}
const audit: NavItem = { key: 'audit', icon: 'audit', href: () => '/audit', permission: 'audit:read' }
const settings: NavSection = {
  heading: 'settings',
  items: [
    { key: 'users', icon: 'groups', href: () => '/settings/users', permission: 'user:manage' },
    { key: 'permissionSets', icon: 'shield', href: () => '/settings/permission-sets', permission: 'user:manage' },
    { key: 'signIn', icon: 'key', href: () => '/settings/sign-in', permission: 'sign-in:manage', isForWhole: true },
    { key: 'tokens', icon: 'terminal', href: () => '/settings/tokens' },
    { key: 'channels', icon: 'send', href: () => '/settings/channels', permission: 'alarm:read' },
    { key: 'masking', icon: 'eye', href: () => '/settings/masking', permission: 'masking:manage', isForWhole: true },
    { key: 'events', icon: 'external', href: () => '/settings/events', permission: 'channel:manage', isForWhole: true },
    { key: 'about', icon: 'info', href: () => '/settings/about', permission: 'about:read', isForWhole: true },
    { key: 'account', icon: 'user', href: () => '/account' },
  ],
}

/** The sidebar inside a cluster, top to bottom. A new page is one line here and one word in `layout.nav`. */
export const clusterNav: readonly NavSection[] = [
  {
    heading: null,
    items: [
      {
        key: 'overview',
        icon: 'overview',
        href: (clusterId) => `/clusters/${clusterId}`,
        permission: 'cluster:read',
        shortcut: 'o',
      },
    ],
  },
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
        key: 'groups',
        icon: 'groups',
        href: (clusterId) => `/clusters/${clusterId}/groups`,
        permission: 'group:read',
        shortcut: 'g',
        count: 'groups',
      },
      {
        key: 'clients',
        icon: 'clients',
        href: (clusterId) => `/clusters/${clusterId}/clients`,
        permission: 'client:read',
        shortcut: 'c',
      },
      {
        key: 'messages',
        icon: 'message',
        href: (clusterId) => `/clusters/${clusterId}/messages`,
        permission: 'message:read',
        shortcut: 'm',
      },
      {
        key: 'traces',
        icon: 'trace',
        href: (clusterId) => `/clusters/${clusterId}/traces`,
        permission: 'trace:read',
        shortcut: 'r',
      },
      {
        key: 'deadLetters',
        icon: 'dlq',
        href: (clusterId) => `/clusters/${clusterId}/dead-letters`,
        permission: 'dead-letter:read',
        shortcut: 'd',
      },
    ],
  },
  {
    heading: 'operate',
    items: [
      {
        key: 'nodes',
        icon: 'broker',
        href: (clusterId) => `/clusters/${clusterId}/nodes`,
        permission: 'node:read',
        shortcut: 'b',
      },
      {
        key: 'namespaces',
        icon: 'namespace',
        href: (clusterId) => `/clusters/${clusterId}/namespaces`,
        permission: 'namespace:read',
      },
      {
        key: 'monitoring',
        icon: 'monitoring',
        href: (clusterId) => `/clusters/${clusterId}/monitoring`,
        permission: 'monitoring:read',
      },
      {
        key: 'alarms',
        icon: 'bell',
        href: (clusterId) => `/clusters/${clusterId}/alarms`,
        permission: 'alarm:read',
        shortcut: 'a',
        count: 'alarms',
      },
      {
        key: 'jobs',
        icon: 'jobs',
        href: (clusterId) => `/clusters/${clusterId}/jobs`,
        permission: 'job:read',
        shortcut: 'j',
      },
    ],
  },
  {
    heading: 'secure',
    items: [
      {
        key: 'roles',
        icon: 'key',
        href: (clusterId) => `/clusters/${clusterId}/roles`,
        permission: 'role:read',
      },
      {
        key: 'connect',
        icon: 'link',
        href: (clusterId) => `/clusters/${clusterId}/connect`,
        permission: 'connect:read',
      },
    ],
  },
  { heading: 'allClusters', items: [fleet, audit] },
]

/** The sidebar on the pages of all clusters. */
export const fleetNav: readonly NavSection[] = [{ heading: null, items: [fleet, allAlarms, audit] }, settings]

/** The same page in another cluster. A single topic or message is not there: its list is. */
export function inOtherCluster(pathname: string, clusterId: string): string {
  const page = /^\/clusters\/[^/]+\/([^/]+)/.exec(pathname)?.[1]
  return page === undefined ? `/clusters/${clusterId}` : `/clusters/${clusterId}/${page}`
}

const pagesOfCluster: ReadonlySet<NavItem> = new Set(
  clusterNav.filter(({ heading }) => heading !== 'allClusters').flatMap(({ items }) => items),
)

/** Where its permission is asked for: in the cluster of the page, or anywhere. */
export const navPlace = (item: NavItem, clusterId: string | null): [string | undefined, 'all' | 'any'] => [
  pagesOfCluster.has(item) ? (clusterId ?? undefined) : undefined,
  item.isForWhole ? 'all' : 'any',
]
