import { cidrMatcher } from '#lib/cidr.ts'
import type { Context } from '#lib/users/context.ts'
import { distinct, type Identity } from './identity.ts'
import type { ConfigOf } from './schema.ts'

/**
 * Whom the proxy in front names. Headers count only from a socket of its addresses: anybody else writes into them what they like.
 * @returns null when nobody is named, or not by the proxy
 */
export function headerIdentity(ctx: Context, config: ConfigOf<'HEADER'>): Identity | null {
  const { headers, peer } = ctx
  if (!headers || !peer || !cidrMatcher(config.proxyCidrs)(peer)) return null
  const textOf = (name: string) => (name === '' ? '' : (headers.get(name)?.trim() ?? ''))
  const name = textOf(config.nameHeader)
  // Several in one: somebody sent the header through a proxy that adds instead of replacing it.
  if (name === '' || name.includes(',')) return null
  const named = [config.nameHeader, config.displayNameHeader, config.emailHeader, config.groupsHeader].filter(Boolean)
  return {
    id: name,
    name,
    displayName: textOf(config.displayNameHeader) || name,
    email: textOf(config.emailHeader) || null,
    isEmailVerified: null,
    groups: distinct(textOf(config.groupsHeader).split(config.groupsSeparator)),
    claims: new Map(named.map((each) => [each, [textOf(each)]])),
  }
}
