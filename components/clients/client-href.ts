import type { ClientKind } from '#lib/clients/schema.ts'

/** Page of a client as a member of a group. Ids may hold `@`, `#` and `%`, so they are encoded exactly once, here. */
export const clientHref = (
  clusterId: string,
  { clientId, groupName, kind }: { clientId: string; groupName: string; kind: ClientKind },
) =>
  `/clusters/${clusterId}/clients/${encodeURIComponent(clientId)}?${new URLSearchParams({
    group: groupName,
    // A process may be a consumer and a producer of groups of one name; consumers are meant when nothing is said.
    ...(kind === 'PRODUCER' && { kind }),
  })}`

export const groupHref = (clusterId: string, groupName: string) =>
  `/clusters/${clusterId}/groups/${encodeURIComponent(groupName)}`
