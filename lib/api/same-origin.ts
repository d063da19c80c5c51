import { isIPv4 } from 'node:net'
import { env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'

/** As HOST is written, and as a URL writes it. `127.evil.example` is a name like any other. */
const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))

/**
 * Refuses an unsafe request that a foreign page could have made with the visitor's cookie. A browser says so itself
 * (`Sec-Fetch-Site`) on https and localhost, and by `Origin` elsewhere; a request that has neither is refused, for scripts use a
 * token. On a loopback listener any loopback name is ours, so that `127.0.0.1` works where APOGEE_URL says `localhost`.
 *
 * @throws AppError FORBIDDEN
 */
export function requireSameOrigin(headers: Headers): void {
  if (headers.get('sec-fetch-site') === 'same-origin') return
  const origin = headers.get('origin')
  if (origin === null) {
    throw new AppError('FORBIDDEN', 'The request has no Origin. Scripts must use an API token instead of a session.')
  }
  if (origin === env().origin || isOwnLoopback(origin, headers.get('host'))) return
  throw new AppError(
    'FORBIDDEN',
    `The request comes from ${origin.slice(0, 200)}, but this console is at ${env().origin}.`,
  )
}

function isOwnLoopback(origin: string, host: string | null): boolean {
  if (host === null || !isLoopback(env().HOST) || origin !== `http://${host}`) return false
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname)
}
