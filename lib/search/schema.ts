import { z } from 'zod'
import { ClusterId } from '#lib/api/endpoint.ts'
import { ClientKind } from '#lib/clients/schema.ts'
import { GroupState } from '#lib/groups/schema.ts'
import { TopicType } from '#lib/topics/schema.ts'

export const SearchKind = z.enum(['cluster', 'topic', 'group', 'client', 'namespace', 'role', 'user', 'message'])
export type SearchKind = z.output<typeof SearchKind>

const SearchedCluster = z.object({ clusterId: ClusterId, name: z.string(), environment: z.string() })

/** One thing that a search found. What belongs to one kind is absent on the others. */
export const SearchHit = z
  .object({
    kind: SearchKind,
    /** Full name of a topic, group, namespace or role; id of a client or message; name of a cluster or user. */
    name: z.string(),
    /** Null for users. */
    cluster: SearchedCluster.nullable(),
    /** Null: not declared. */
    topicType: TopicType.nullable().optional(),
    /** Absent while the configs of the groups have not been read. */
    groupState: GroupState.optional(),
    /** Of a client: the group that it is a member of. */
    groupName: z.string().optional(),
    clientKind: ClientKind.optional(),
    address: z.string().optional(),
    isHung: z.boolean().nullable().optional(),
    userId: z.string().optional(),
    displayName: z.string().optional(),
  })
  .meta({ id: 'SearchHit' })
export type SearchHit = z.output<typeof SearchHit>

/** A cluster of which nobody knows yet what is in it, or of which only the last sample does. */
export const NotSearched = z
  .object({
    clusterId: ClusterId,
    name: z.string(),
    code: z.string(),
    detail: z.string(),
    /** True: names are those of the last sample. */
    isSampled: z.boolean(),
  })
  .meta({ id: 'NotSearched' })
export type NotSearched = z.output<typeof NotSearched>
