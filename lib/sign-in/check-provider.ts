import { X509Certificate } from 'node:crypto'
import { isCidr } from '#lib/cidr.ts'
import { db } from '#lib/db/db.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import { EgressRefusedError, resolveAllowed } from '#lib/notifications/egress.ts'
import type { Context } from '#lib/users/context.ts'
import { requireSet } from '#lib/users/permission-sets.ts'
import { type Held, requireCovers } from '#lib/users/require-covers.ts'
import { type ProviderConfig, type ProviderSecretName, type RuleGrant, secretOfKind } from './schema.ts'

type Secrets = Partial<Record<ProviderSecretName, string | null | undefined>>

/**
 * What the types cannot say. A host that does not resolve now is accepted: it is looked up and checked again whenever it is asked.
 * @throws AppError INVALID_INPUT with one message per field
 */
export async function checkProvider(config: ProviderConfig, secrets: Secrets): Promise<void> {
  const fields: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string) => fields.push({ path: `body.${path}`, rule, detail })
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret && name !== secretOfKind[config.kind]) refuse(`secrets.${name}`, 'unknown', `It has no ${name}.`)
  }
  if (config.kind === 'HEADER') {
    for (const [i, cidr] of config.proxyCidrs.entries()) {
      if (!isCidr(cidr)) refuse(`config.proxyCidrs.${i}`, 'cidr', 'An address or a range such as 10.0.0.0/8.')
    }
  }
  if (config.kind === 'LDAP') {
    if (config.ca !== '' && !isPem(config.ca)) refuse('config.ca', 'pem', 'These are no certificates in PEM.')
    for (const key of ['userFilter', 'groupFilter'] as const) {
      if (!hasBalance(config[key])) refuse(`config.${key}`, 'ldapFilter', 'The parentheses of the filter do not match.')
    }
  }
  if (config.kind !== 'HEADER') {
    const key = config.kind === 'OIDC' ? 'issuer' : 'url'
    const url = new URL(config.kind === 'OIDC' ? config.issuer : config.url)
    if (url.username !== '' || url.password !== '')
      refuse(`config.${key}`, 'urlUser', 'No user or password in the URL.')
    try {
      await resolveAllowed(url.hostname)
    } catch (error) {
      if (error instanceof EgressRefusedError) refuse(`config.${key}`, 'egress', error.message)
    }
  }
  if (fields.length > 0) {
    throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
  }
}

function isPem(text: string): boolean {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  try {
    return found.length > 0 && found.every((pem) => new X509Certificate(pem).subject !== undefined)
  } catch {
    return false // The class says no by an error.
  }
}

function hasBalance(filter: string): boolean {
  let depth = 0
  for (const char of filter) {
    if (char === '(') depth++
    if (char === ')' && --depth < 0) return false
  }
  return depth === 0 && filter.startsWith('(')
}

/**
 * Whoever sets what a provider says and means could become each of its users, be in each group that something is granted to, and give
 * what its rules give: so they must hold all of it themselves.
 *
 * @throws AppError FORBIDDEN
 */
export async function requireCoversProvider(
  ctx: Context,
  providerId: string,
  given: readonly (RuleGrant | null)[],
): Promise<void> {
  // A provider can say of anybody that they are in any group.
  const held = await db().grant.findMany({
    where: { OR: [{ user: { source: providerId } }, { providerGroup: { not: null } }] },
  })
  const grants: Held[] = [...given.filter((grant) => grant !== null), ...held]
  await requireCovers(ctx, grants)
}

/** @throws AppError INVALID_INPUT for a set that is not there */
export async function requireSetsOfRules(defaultGrant: RuleGrant | null, rules: readonly RuleGrant[]): Promise<void> {
  if (defaultGrant) await requireSet(defaultGrant.permissionSet, 'body.defaultGrant.permissionSet')
  for (const [i, { permissionSet }] of rules.entries()) {
    await requireSet(permissionSet, `body.rules.${i}.permissionSet`)
  }
}
