import type { Env } from '#lib/env.ts'
import type { Variable } from './schema.ts'

/** Their values open doors. */
const secrets = ['APOGEE_SECRET', 'APOGEE_METRICS_TOKEN'] as const

/**
 * The configuration in force under the names people set it by. Secrets only say whether they are set; the URL of the database is
 * shown without its password.
 */
export function describeEnvironment(env: Env, source: Readonly<Record<string, string | undefined>>): Variable[] {
  const isSet = (name: string) => isGiven(name, source)
  const shown: Record<string, string | null> = {
    DATABASE_URL: env.DATABASE_URL === undefined ? null : withoutPassword(env.DATABASE_URL),
    APOGEE_DATA_DIR: env.APOGEE_DATA_DIR,
    APOGEE_URL: env.APOGEE_URL,
    APOGEE_ROLE: env.APOGEE_ROLE,
    APOGEE_TRUSTED_PROXIES: env.APOGEE_TRUSTED_PROXIES.join(', ') || null,
    APOGEE_EGRESS_ALLOW: env.APOGEE_EGRESS_ALLOW.join(', ') || null,
    APOGEE_METRICS_ROCKETMQ_SERIES: String(env.APOGEE_METRICS_ROCKETMQ_SERIES),
    APOGEE_CLIENT_RULES: env.APOGEE_CLIENT_RULES ?? null,
    APOGEE_ACCESS_FILE: env.APOGEE_ACCESS_FILE ?? null,
    APOGEE_ADMIN_NAME: env.APOGEE_ADMIN_NAME ?? null,
    APOGEE_ADMIN_PASSWORD_FILE: env.APOGEE_ADMIN_PASSWORD_FILE ?? null,
    APOGEE_LOG_LEVEL: env.APOGEE_LOG_LEVEL,
    HOST: env.HOST,
    PORT: String(env.PORT),
  }
  return [
    ...Object.entries(shown).map(([name, value]) => ({ name, value, isSet: isSet(name), isSecret: false })),
    ...secrets.map((name) => ({ name, value: null, isSet: isSet(name), isSecret: true })),
  ]
}

/** Set by somebody, and not by `npm start` for its processes. */
export function isGiven(name: string, source: Readonly<Record<string, string | undefined>>): boolean {
  if (source[name] === undefined || source[name] === '') return false
  return source.APOGEE_GIVEN === undefined || source.APOGEE_GIVEN.split(',').includes(name)
}

/** Parameters may hold secrets too (`?password=`), so they go with it. */
function withoutPassword(text: string): string {
  const url = new URL(text)
  url.password = ''
  url.search = ''
  return url.href
}
