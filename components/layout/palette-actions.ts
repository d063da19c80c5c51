import type { IconName } from '#components/ui/icon.tsx'
import type { Permission } from '#lib/users/permissions.ts'

interface PaletteAction {
  /** A word of `layout.palette.does`. */
  key: 'createTopic' | 'createGroup' | 'createNamespace' | 'createRole' | 'registerCluster'
  icon: IconName
  permission: Permission
  /** Only while a cluster is open. */
  isOfCluster: boolean
  href: (clusterId: string) => string
}

/** What the palette does by name: each opens the dialog, which says what it will write. */
export const paletteActions: readonly PaletteAction[] = [
  {
    key: 'createTopic',
    icon: 'topics',
    permission: 'topic:create',
    isOfCluster: true,
    href: (clusterId) => `/clusters/${clusterId}/topics?create=1`,
  },
  {
    key: 'createGroup',
    icon: 'groups',
    permission: 'group:create',
    isOfCluster: true,
    href: (clusterId) => `/clusters/${clusterId}/groups?create=1`,
  },
  {
    key: 'createNamespace',
    icon: 'namespace',
    permission: 'namespace:write',
    isOfCluster: true,
    href: (clusterId) => `/clusters/${clusterId}/namespaces?create=1`,
  },
  {
    key: 'createRole',
    icon: 'key',
    permission: 'role:write',
    isOfCluster: true,
    href: (clusterId) => `/clusters/${clusterId}/roles?create=1`,
  },
  {
    key: 'registerCluster',
    icon: 'plus',
    permission: 'cluster:register',
    isOfCluster: false,
    href: () => '/clusters/new',
  },
]
