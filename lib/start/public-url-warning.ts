import { cidrMatcher } from '#lib/cidr.ts'

const isLoopbackAddress = cidrMatcher(['127.0.0.0/8', '::1'])

/** What to tell whoever opens the console to a network without encryption; null when all is well. */
export function publicUrlWarning(host: string, url: string): string | null {
  if (host === 'localhost' || isLoopbackAddress(host) || url.startsWith('https:')) return null
  return `HOST is ${host}, so other machines can reach Apogee, and APOGEE_URL is not https: passwords and cookies travel in clear. Put a proxy with TLS in front.`
}
