import { createHmac, randomBytes } from 'node:crypto'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

/** Settings of one broker. Secrets are told apart on reading and never leave this file in clear. */
export interface BrokerConfig {
  readAt: Date
  /** All that are no secrets. */
  values: ReadonlyMap<string, string>
  /** Per secret a mark that is the same for the same value, in this process only. */
  secretMarks: ReadonlyMap<string, string>
}

export interface ReadConfig {
  server: Server
  /** The last good answer; null when there never was one. */
  config: BrokerConfig | null
  /** Why the last attempt failed. */
  error: RocketmqError | null
}

interface Entry {
  config: BrokerConfig | null
  reading: Promise<RocketmqError | null> | null
}

const entriesOf = new WeakMap<AdminClient, Map<string, Entry>>()
const markKey = randomBytes(32)

/**
 * The settings (26) of brokers. They change by hand only and are large, so what was read within `maxAgeMs` is not read again;
 * one reading serves all who wait for it.
 */
export async function readBrokerConfigs(
  admin: AdminClient,
  servers: readonly Server[],
  { maxAgeMs, timeoutMs }: { maxAgeMs: number; timeoutMs: number },
): Promise<ReadConfig[]> {
  const entries = entriesOf.get(admin) ?? new Map<string, Entry>()
  entriesOf.set(admin, entries)
  return Promise.all(
    servers.map(async (server) => {
      const entry = entries.get(server.address) ?? { config: null, reading: null }
      entries.set(server.address, entry)
      if (entry.config && Date.now() - entry.config.readAt.getTime() < maxAgeMs) {
        return { server, config: entry.config, error: null }
      }
      entry.reading ??= read(admin, server, entry, timeoutMs).finally(() => {
        entry.reading = null
      })
      const error = await entry.reading
      return { server, config: entry.config, error }
    }),
  )
}

async function read(
  admin: AdminClient,
  server: Server,
  entry: Entry,
  timeoutMs: number,
): Promise<RocketmqError | null> {
  const readAt = new Date()
  try {
    const settings = Object.entries(await admin.brokers.getConfig(server, { timeoutMs, caller: 'broker-config' }))
    const isSecret = ([key, value]: [string, string]) => isSecretSetting(key, value)
    const mark = (value: string) => createHmac('sha256', markKey).update(value).digest('base64')
    entry.config = {
      readAt,
      values: new Map(settings.filter((setting) => !isSecret(setting))),
      secretMarks: new Map(settings.filter(isSecret).map(([key, value]) => [key, mark(value)])),
    }
    return null
  } catch (error) {
    if (error instanceof RocketmqError) return error
    throw error
  }
}

const secretKey =
  /password|passwd|passphrase|secret|credential|accessKey|privateKey|token|initAuthenticationUser|exporterHeader|proxyConfig/i
const secretValue = /(password|secretKey|accessKey|authorization)"?\s*[:=]/i

/**
 * By the name, or by a value that holds named credentials itself. Settings of plug-ins come under any name: rather one too many.
 */
export function isSecretSetting(key: string, value: string): boolean {
  // An unset one hides nothing, and "not set" is worth knowing.
  return (secretKey.test(key) && !/^(\{\})?$/.test(value)) || secretValue.test(value)
}
