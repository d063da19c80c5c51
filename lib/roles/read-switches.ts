import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

/** What a broker's settings say of access control. All other settings, and every secret, stay here. */
export interface AccessSwitches {
  authenticationEnabled: boolean | null
  authorizationEnabled: boolean | null
  aclEnable: boolean | null
  authenticationMetadataProvider: string | null
  authorizationMetadataProvider: string | null
  authenticationWhitelist: string | null
  authorizationWhitelist: string | null
  hasInitialUser: boolean
  /** Of the account that it uses to talk to other servers. */
  innerAccessKey: string | null
}

export interface BrokerSwitches {
  server: Server
  switches: AccessSwitches | null
  error: RocketmqError | null
}

/** Settings change by hand. */
const KEPT_MS = 30_000

const keptOf = new WeakMap<AdminClient, Map<string, { at: number; switches: AccessSwitches }>>()

/**
 * The settings (26) that switch access control, broker by broker.
 *
 * @param maxAgeMs what was read within this time is not read again
 */
export function readSwitches(
  { admin, pageTimeoutMs }: LiveCluster,
  servers: readonly Server[],
  maxAgeMs = KEPT_MS,
): Promise<BrokerSwitches[]> {
  const kept = keptOf.get(admin) ?? new Map<string, { at: number; switches: AccessSwitches }>()
  keptOf.set(admin, kept)
  return Promise.all(
    servers.map(async (server): Promise<BrokerSwitches> => {
      const known = kept.get(server.address)
      if (known && Date.now() - known.at < maxAgeMs) return { server, switches: known.switches, error: null }
      const at = Date.now()
      try {
        const config = await admin.brokers.getConfig(server, { timeoutMs: pageTimeoutMs, caller: 'roles' })
        const switches = toSwitches(config)
        kept.set(server.address, { at, switches })
        return { server, switches, error: null }
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        return { server, switches: null, error }
      }
    }),
  )
}

function toSwitches(config: Readonly<Record<string, string>>): AccessSwitches {
  const flag = (key: string) => (config[key] === undefined ? null : config[key] === 'true')
  const text = (key: string) => config[key] || null
  return {
    authenticationEnabled: flag('authenticationEnabled'),
    authorizationEnabled: flag('authorizationEnabled'),
    aclEnable: flag('aclEnable'),
    authenticationMetadataProvider: text('authenticationMetadataProvider'),
    authorizationMetadataProvider: text('authorizationMetadataProvider'),
    authenticationWhitelist: text('authenticationWhitelist'),
    authorizationWhitelist: text('authorizationWhitelist'),
    hasInitialUser: Boolean(config.initAuthenticationUser),
    innerAccessKey: innerAccessKey(config.innerClientAuthenticationCredentials),
  }
}

/** `{"accessKey":"a","secretKey":"…"}`. */
function innerAccessKey(text: string | undefined): string | null {
  if (!text) return null
  try {
    const { accessKey } = JSON.parse(text) as { accessKey?: unknown } // any JSON may be asked for a member
    return typeof accessKey === 'string' ? accessKey : null
  } catch {
    return null
  }
}

/** Both are needed: who is only authenticated may do anything. */
export const checksAccess = ({ authenticationEnabled, authorizationEnabled, aclEnable }: AccessSwitches): boolean =>
  (authenticationEnabled === true && authorizationEnabled === true) || aclEnable === true
