import type { NewProvider } from '#lib/sign-in/schema.ts'
import type { NewGrant } from '#lib/users/grant-schema.ts'
import type { NewPermissionSet } from '#lib/users/permission-set-schema.ts'
import type { WaitingGrant } from '#lib/users/waiting-grants.ts'
import type { SecretName } from './read-secrets.ts'
import type { Finding } from './schema.ts'

/** What there is now, as far as the file can mean it. */
export interface StoredAccess {
  sets: readonly { name: string; description: string; permissions: readonly string[]; isFromFile: boolean }[]
  /** Of the file alone. */
  grants: readonly {
    grantId: string
    subject: NewGrant['subject']
    permissionSet: string
    scope: unknown
    endsAt: Date | null
    /** Of the user or the group. */
    name: string
  }[]
  providers: readonly (Omit<NewProvider, 'secrets'> & {
    isFromFile: boolean
    /** As they are kept; of the file's own providers alone. */
    secrets: Partial<Record<SecretName, string>>
  })[]
  /** Of the names in the file. */
  users: readonly { userId: string; name: string; source: string }[]
  clusterIdByName: ReadonlyMap<string, string>
}

export type Step =
  | { do: 'createSet' | 'updateSet'; path: string; set: NewPermissionSet }
  | { do: 'createProvider' | 'updateProvider'; path: string; provider: NewProvider }
  | { do: 'createGrant'; path: string; name: string; grant: NewGrant }
  | { do: 'deleteGrant'; grantId: string; name: string; permissionSet: string }
  | { do: 'deleteProvider'; providerId: string }
  | { do: 'deleteSet'; name: string }

export interface Plan {
  /** In their order: what gives comes before what takes, so that nobody is without rights in between. */
  steps: Step[]
  findings: Finding[]
  waiting: WaitingGrant[]
}
