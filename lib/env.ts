import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { isCidr } from '#lib/cidr.ts'

const cidrs = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((cidr) => cidr.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every(isCidr), {
    error: 'must be addresses or CIDRs separated by commas, such as 10.0.0.0/8,::1',
  })

/** At least 32 characters each: `openssl rand -base64 32` gives 44. */
const secretList = z
  .string()
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .refine((list) => list.every((secret) => secret.length >= 32), {
    error: 'must have at least 32 characters (of several, separated by commas, each one must)',
  })

const EnvShape = z
  .object({
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a URL such as postgresql://user:password@host:5432/apogee' })
      .optional(),
    APOGEE_DATA_DIR: z
      .string()
      .default('.apogee')
      .transform((dir) => path.resolve(dir)),
    APOGEE_SECRET: secretList.optional(),
    APOGEE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL such as https://rocketmq.example.com/apogee' })
      .optional(),
    APOGEE_ROLE: z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }).default('all'),
    APOGEE_TRUSTED_PROXIES: cidrs,
    APOGEE_METRICS_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
    /** So many series of RocketMQ's own numbers are told beside those of the console; 0: none. */
    APOGEE_METRICS_ROCKETMQ_SERIES: z
      .string()
      .regex(/^\d{1,6}$/, { error: 'must be a number of series, such as 10000; 0 for none' })
      .transform(Number)
      .default(0),
    /** A JSON file of rules about client versions, read again when it changes. */
    APOGEE_CLIENT_RULES: z
      .string()
      .transform((file) => path.resolve(file))
      .optional(),
    /** A JSON file of permission sets, grants and sign-in providers, read again when it changes. */
    APOGEE_ACCESS_FILE: z
      .string()
      .transform((file) => path.resolve(file))
      .optional(),
    APOGEE_ADMIN_NAME: z.string().optional(),
    APOGEE_ADMIN_PASSWORD_FILE: z.string().optional(),
    PORT: z
      .string()
      .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535, {
        error: 'must be a port number, 1 to 65535',
      })
      .transform(Number)
      .default(3000),
    HOST: z.string().default('127.0.0.1'),
    APOGEE_EGRESS_ALLOW: cidrs,
    APOGEE_LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      })
      .default('info'),
  })
  .refine((env) => !env.DATABASE_URL || env.APOGEE_SECRET, {
    path: ['APOGEE_SECRET'],
    error: 'is required with DATABASE_URL: every process on that database needs the same one',
  })
  .refine((env) => (env.APOGEE_ADMIN_NAME === undefined) === (env.APOGEE_ADMIN_PASSWORD_FILE === undefined), {
    path: ['APOGEE_ADMIN_NAME'],
    error: 'and APOGEE_ADMIN_PASSWORD_FILE must be set together',
  })

/** The configuration under the names people set it by. The secret is not here but in `rootSecrets()`, so that nobody logs it. */
export interface Env extends Omit<z.output<typeof EnvShape>, 'APOGEE_SECRET' | 'APOGEE_URL'> {
  /** Absolute, without trailing slash. */
  APOGEE_URL: string
  /** Scheme, host and port of APOGEE_URL, as a browser sends it in `Origin`. */
  origin: string
  /** Path of APOGEE_URL: `/apogee`, or empty. */
  basePath: string
}

export interface RootSecrets {
  current: string
  /** Open what was sealed before the last changes of APOGEE_SECRET; nothing new is sealed or signed with them. */
  previous: readonly string[]
}

/** A value of the environment that stops the start. The message is one sentence per variable, fit for a terminal. */
export class InvalidEnvError extends Error {
  override readonly name = 'InvalidEnvError'
}

/**
 * Reads the configuration from a map of variables; an empty value counts as not set, as container files write it.
 * @throws InvalidEnvError naming every variable that is wrong and how to write it
 */
export function parseEnv(source: Record<string, string | undefined>): { env: Env; secrets: RootSecrets | null } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const result = EnvShape.safeParse(given)
  if (!result.success) {
    const sentences = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`)
    throw new InvalidEnvError(sentences.join('\n'))
  }
  const { APOGEE_SECRET, APOGEE_URL, ...rest } = result.data
  const url = new URL(APOGEE_URL ?? `http://localhost:${rest.PORT}`)
  const basePath = url.pathname.replace(/\/+$/, '')
  const [current, ...previous] = APOGEE_SECRET ?? []
  return {
    env: { ...rest, APOGEE_URL: url.origin + basePath, origin: url.origin, basePath },
    secrets: current === undefined ? null : { current, previous },
  }
}

let parsed: ReturnType<typeof parseEnv> | undefined

/** The configuration of this process, parsed at the first call. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed.env
}

/**
 * The root key: seals secrets and signs sessions. `APOGEE_SECRET`, else the one kept in the data directory beside the embedded
 * database, generated there at the first start.
 *
 * To change it, put the new one in front (`APOGEE_SECRET=new,old`), restart, seal again (`rotateSealedSecrets`), and drop the old
 * one. Sessions are signed with the first only, so everybody signs in again.
 */
export function rootSecrets(): RootSecrets {
  parsed ??= parseEnv(process.env)
  parsed.secrets ??= { current: readOrMakeSecret(parsed.env.APOGEE_DATA_DIR), previous: [] }
  return parsed.secrets
}

function readOrMakeSecret(dataDir: string): string {
  const file = path.join(dataDir, 'secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  try {
    // Atomic, and fails when the file is there: of two first starts at once one wins and both read the same.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // `linkSync` throws nothing else
  } finally {
    rmSync(draft, { force: true })
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length < 32) throw new InvalidEnvError(`${file} must hold a secret of at least 32 characters.`)
  return secret
}
