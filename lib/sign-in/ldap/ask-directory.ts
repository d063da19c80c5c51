import { connect as connectPlain, isIP } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { Client, type Entry, InvalidCredentialsError, ResultCodeError } from 'ldapts'
import { egressRefusal, guardedLookup, isAllowedAddress } from '#lib/notifications/egress.ts'
import type { StoredProvider } from '../find-provider.ts'
import { distinct, type Identity } from '../identity.ts'
import { openProviderSecret } from '../keep-provider-secrets.ts'
import { asProviderError, ProviderError } from '../provider-error.ts'
import type { ConfigOf } from '../schema.ts'
import { fillFilter } from './filter.ts'

const TIMEOUT_MS = 8_000
const MAX_NESTING = 10
const MAX_GROUPS = 500

const ldapConfigOf = ({ config, providerId }: StoredProvider): ConfigOf<'LDAP'> => {
  if (config.kind !== 'LDAP') throw new Error(`${providerId} is no directory`)
  return config
}

/**
 * Looks a person up in a directory and checks their password by binding as them.
 *
 * @returns null when there is no such person, more than one, or the password is wrong
 * @throws ProviderError when the directory itself does not work
 */
export async function askDirectory(provider: StoredProvider, name: string, password: string): Promise<Identity | null> {
  // An empty password is an anonymous bind, which directories accept.
  if (name === '' || password === '') return null
  const config = ldapConfigOf(provider)
  const bindPassword = await openProviderSecret(provider, 'bindPassword')
  const looking = newClient(config)
  try {
    await open(looking, config)
    await bindAsConsole(looking, config.bindDn, bindPassword)
    const entry = await findPerson(looking, config, name)
    // Who is not there costs a bind too, so that nobody tells the two apart by the time.
    const isRight = await isPasswordOf(config, entry?.dn ?? `${config.base}`, password)
    if (!entry || !isRight) return null
    return identityOf(config, entry, await groupsOf(looking, config, entry, name))
  } catch (error) {
    throw asProviderError(error, 'BAD_ANSWER')
  } finally {
    await close(looking)
  }
}

function newClient(config: ConfigOf<'LDAP'>): Client {
  const tls = tlsOptions(config)
  let isUsed = false
  return new Client({
    url: config.url,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    strictDN: false,
    // The library opens a lost connection again, but does not begin TLS on it again: a password would go out in the clear.
    createConnection: ((port: number, host: string) => {
      if (isUsed) throw new ProviderError('UNREACHABLE', 'The directory closed the connection.')
      isUsed = true
      requireAllowed(host)
      return connectPlain({ port, host, lookup: guardedLookup })
    }) as typeof connectPlain, // the one of its forms that the library calls
    // ldaps comes with port and host, StartTLS with the socket that there is.
    createSecureConnection: ((first: number | ConnectionOptions, host?: string) => {
      if (typeof first !== 'number') return connectTls({ ...tls, ...first })
      requireAllowed(host ?? '')
      return connectTls({ ...tls, port: first, host, lookup: guardedLookup })
    }) as typeof connectTls, // the two of its forms that the library calls
  })
}

function tlsOptions({ url, ca }: ConfigOf<'LDAP'>): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return { ...(ca !== '' && { ca }), host, ...(isIP(host) === 0 && { servername: host }), minVersion: 'TLSv1.2' }
}

function requireAllowed(host: string): void {
  if (isIP(host) !== 0 && !isAllowedAddress(host)) throw egressRefusal(host, host)
}

/** ldap:// goes on with StartTLS, always: a password never travels in the clear. */
async function open(client: Client, config: ConfigOf<'LDAP'>): Promise<void> {
  if (new URL(config.url).protocol === 'ldaps:') return
  try {
    await client.startTLS(tlsOptions(config))
  } catch (error) {
    throw asProviderError(error, error instanceof ResultCodeError ? 'TLS' : 'UNREACHABLE')
  }
}

async function bindAsConsole(client: Client, bindDn: string, bindPassword: string | undefined): Promise<void> {
  try {
    if (bindDn !== '') await client.bind(bindDn, bindPassword ?? '')
  } catch (error) {
    if (error instanceof ResultCodeError) {
      throw new ProviderError('REFUSED', `The directory refuses the bind as ${bindDn}: ${error.message}`, {
        cause: error,
      })
    }
    throw error
  }
}

async function findPerson(client: Client, config: ConfigOf<'LDAP'>, name: string): Promise<Entry | null> {
  const { searchEntries } = await client.search(config.base, {
    scope: 'sub',
    filter: fillFilter(config.userFilter, { name }),
    sizeLimit: 2,
    timeLimit: TIMEOUT_MS / 1000,
    attributes: ['*', config.idAttribute],
    explicitBufferAttributes: ['objectGUID', 'objectSid'],
  })
  // Two that fit would be a matter of luck.
  return searchEntries.length === 1 ? (searchEntries[0] ?? null) : null
}

async function isPasswordOf(config: ConfigOf<'LDAP'>, dn: string, password: string): Promise<boolean> {
  const trying = newClient(config)
  try {
    await open(trying, config)
    await trying.bind(dn, password)
    return true
  } catch (error) {
    // Also of who is locked or must change the password there: the directory does not let them in.
    if (error instanceof InvalidCredentialsError || error instanceof ResultCodeError) return false
    throw error
  } finally {
    await close(trying)
  }
}

/** Groups of a person and, where wanted, the groups of those groups; a ring ends where it began. */
async function groupsOf(client: Client, config: ConfigOf<'LDAP'>, person: Entry, name: string): Promise<string[]> {
  if (config.groupBase === '') return []
  const names: string[] = []
  const seen = new Set<string>([person.dn.toLowerCase()])
  let level = [person.dn]
  for (let depth = 0; level.length > 0 && depth < MAX_NESTING && seen.size < MAX_GROUPS; depth++) {
    const found: Entry[] = []
    for (const dn of level) {
      const { searchEntries } = await client.search(config.groupBase, {
        scope: 'sub',
        filter: fillFilter(config.groupFilter, { dn, name: depth === 0 ? name : dn }),
        timeLimit: TIMEOUT_MS / 1000,
        attributes: [config.groupNameAttribute],
      })
      found.push(...searchEntries)
    }
    const fresh = found.filter(({ dn }) => !seen.has(dn.toLowerCase()))
    for (const { dn } of fresh) seen.add(dn.toLowerCase())
    names.push(...fresh.flatMap((entry) => textsOf(entry, config.groupNameAttribute).slice(0, 1)))
    level = config.withNestedGroups ? [...new Set(fresh.map(({ dn }) => dn))] : []
  }
  return distinct(names)
}

/** Bytes, as of an objectGUID, in hex. Names of attributes know no case. */
function textsOf(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((each) => each.toLowerCase() === attribute.toLowerCase())
  const value = key === undefined ? undefined : entry[key]
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return values.map((each) => (typeof each === 'string' ? each : each.toString('hex'))).filter(Boolean)
}

const secretAttribute = /password|passwd|pwd|nthash|key/i

function identityOf(config: ConfigOf<'LDAP'>, entry: Entry, groups: string[]): Identity {
  const first = (attribute: string) => textsOf(entry, attribute)[0]?.trim() ?? ''
  const name = first(config.nameAttribute)
  const shown = Object.keys(entry).filter((key) => !secretAttribute.test(key))
  return {
    id: first(config.idAttribute),
    name,
    displayName: first(config.displayNameAttribute) || name,
    email: first(config.emailAttribute) || null,
    isEmailVerified: null,
    groups,
    claims: new Map(shown.map((key) => [key, textsOf(entry, key)])),
  }
}

async function close(client: Client): Promise<void> {
  if (client.isConnected) await client.unbind().catch(() => undefined) // It is over whatever the directory says.
}
