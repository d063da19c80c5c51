/** Page of a role. */
export const roleHref = (clusterId: string, roleName: string, tab?: string) =>
  `/clusters/${clusterId}/roles/${encodeURIComponent(roleName)}${tab === undefined ? '' : `?tab=${tab}`}`

/** A tab of the page of all roles. */
export const rolesHref = (clusterId: string, tab?: string) =>
  `/clusters/${clusterId}/roles${tab === undefined ? '' : `?tab=${tab}`}`
