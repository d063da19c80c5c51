import { randomUUID } from 'node:crypto'
import { type Permission, permissions } from '#lib/users/permissions.ts'
import type { Scope } from '#lib/users/schema.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'

/** The part of its clusters that a grant reaches. Compiled once per request, asked once per row. */
export interface Narrowing {
  /** The same for two that mean the same. */
  key: string
  holds: (clusterId: string, object: ScopedObject) => boolean
  /** The same of one that is to be made and described so. */
  wouldHold: (clusterId: string, object: ScopedObject, as: Described) => boolean
}

/** What people say of a topic, group or namespace. */
export interface Described {
  labels?: Record<string, string> | null | undefined
  owner?: string | null | undefined
}

/** A grant as it holds for this request: its set unfolded, its scope looked up in the registered clusters. */
export interface ResolvedGrant {
  grantId: string
  permissionSet: string
  permissions: ReadonlySet<Permission>
  clusterIds: 'all' | ReadonlySet<string>
  /** Null: all that is in these clusters. */
  narrow: Narrowing | null
  endsAt: Date | null
  scope: Scope
  /** Of a token: the scope of the grant of its owner, which holds as well. */
  ownerScope?: Scope
  /** The provider's group that it comes by; absent for one of the person's own. */
  providerGroup?: string
}

/** Who acts. Rights are resolved once per request, so a grant that ends does so with the next request. */
export interface Actor {
  kind: 'user' | 'token' | 'worker'
  /** Of the user or token; `worker` for the worker; empty for nobody. */
  id: string
  name: string
  /** The person behind it: the user, or the owner of the token. */
  userId: string | null
  grants: ResolvedGrant[]
  /** A personal token that may do less than its owner does: what is the owner's own may then be more than it is for. */
  isNarrowed?: boolean
  onBehalfOf?: string
  /** Name of the person who looks at the console as this one sees it; they cannot write. */
  simulatedBy?: string
}

/** What every verb gets: who asks, until when, and what the audit needs to know of the request. */
export interface Context {
  actor: Actor
  /** Aborts when the client has gone or the deadline has passed. */
  signal: AbortSignal
  requestId: string
  address: string | null
  agent: string | null
  sessionId?: string
  tokenId?: string
  /** Brings about what APOGEE_ACCESS_FILE says: what it makes is the file's alone. */
  isAccessFile?: true
  /** The job that this is a part of. */
  jobId?: string
  request?: { method: string; path: string; body?: unknown }
  /** Rows that `audited` has written for this request; `handle` answers them as X-Audit-Id. */
  auditIds: string[]
  /** `Set-Cookie` values of the answer. Only `lib/users` and `lib/sign-in` add to it. */
  cookies?: string[]
  /** Headers of the request, for sign-in by a trusted proxy alone. */
  headers?: Headers
  /** The other end of the socket: the proxy in front, or the client itself. */
  peer?: string | null
}

/** Shown where nobody is signed in. Not a name that a user can have. */
const nobodyName = '(not signed in)'
export const nobody = (): Actor => ({ kind: 'user', id: '', name: nobodyName, userId: null, grants: [] })

/** For tasks of the worker: every right, no request. */
export function workerContext(signal: AbortSignal, onBehalfOf?: string): Context {
  return {
    actor: {
      kind: 'worker',
      id: 'worker',
      name: 'worker',
      userId: null,
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      grants: [
        {
          grantId: 'worker',
          permissionSet: 'admin',
          permissions: new Set(permissions),
          clusterIds: 'all',
          narrow: null,
          endsAt: null,
          scope: { clusters: 'all' },
        },
      ],
    },
    signal,
    requestId: randomUUID(),
    address: null,
    agent: null,
    auditIds: [],
  }
}
