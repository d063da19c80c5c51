import pino from 'pino'
import { env } from '#lib/env.ts'

/** Names under which secrets travel in our objects; whatever else a line carries, these are cut out. */
const secretNames = [
  'password',
  'currentPassword',
  'newPassword',
  'secret',
  'secretKey',
  'securityToken',
  'token',
  'authorization',
  'cookie',
  'credentials',
  'tlsClientKey',
]
const redactPaths = secretNames
  .flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`])
  .concat('headers["set-cookie"]', '*.headers["set-cookie"]')

let logger: pino.Logger | undefined

/** Made at the first line, so that importing this file reads no configuration: `next build` imports every route. */
function current(): pino.Logger {
  logger ??= pino({
    level: env().APOGEE_LOG_LEVEL,
    base: { pid: process.pid, role: process.env.APOGEE_PROCESS ?? 'main' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactPaths, censor: '[redacted]' },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  })
  return logger
}

type Facts = Record<string, unknown>

/**
 * The logger: JSON lines on standard output. First what is known, as an object (`error` for a thrown thing), then one sentence.
 */
export const log = {
  debug: (facts: Facts, message: string) => current().debug(facts, message),
  info: (facts: Facts, message: string) => current().info(facts, message),
  warn: (facts: Facts, message: string) => current().warn(facts, message),
  error: (facts: Facts, message: string) => current().error(facts, message),
}
