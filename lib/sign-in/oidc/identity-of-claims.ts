import { distinct, type Identity } from '../identity.ts'
import type { ConfigOf } from '../schema.ts'

type Claims = Readonly<Record<string, unknown>>

/** A claim by its name, else along the dots of it: `realm_access.roles`. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Claims)[step] // asked on the line before
  }
  return value
}

const textsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value === 'string') return [value]
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
}

/** Every claim that is text or a list of texts, those inside objects by their path. */
function flatten(claims: Claims, prefix = '', depth = 0): [string, string[]][] {
  return Object.entries(claims).flatMap(([key, value]): [string, string[]][] => {
    const name = prefix + key
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isObject) return depth < 4 ? flatten(value as Claims, `${name}.`, depth + 1) : [] // an object of parsed JSON
    const texts = textsOf(value)
    return texts.length > 0 ? [[name, texts]] : []
  })
}

export function identityOfClaims(config: ConfigOf<'OIDC'>, claims: Claims): Identity {
  const first = (name: string) => textsOf(claimAt(claims, name))[0]?.trim() ?? ''
  const email = first(config.emailClaim)
  const name = first(config.nameClaim) || email
  const verified = claims.email_verified
  return {
    id: first(config.idClaim),
    name,
    displayName: first(config.displayNameClaim) || name,
    email: email || null,
    isEmailVerified: typeof verified === 'boolean' ? verified : verified === 'false' ? false : null,
    groups: distinct(textsOf(claimAt(claims, config.groupsClaim))),
    claims: new Map(flatten(claims)),
  }
}
