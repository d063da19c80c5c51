import { z } from 'zod'
import { listOf } from '#lib/api/endpoint.ts'
import { Policy } from './policy-schema.ts'
import { RoleBroker, RoleKind, RoleStatus } from './schema.ts'

/** What decides about one action. DEPENDS: on the source address. UNDEFINED: Allow and Deny of equal rank. */
export const AccessDecision = z
  .object({
    allowed: z.enum(['YES', 'NO', 'DEPENDS', 'UNDEFINED']),
    reason: z.enum(['SUPER', 'POLICY', 'NO_POLICY', 'DISABLED', 'NO_GROUP', 'NO_TOPIC', 'NOT_CHECKED']),
    entry: Policy.nullable(),
    sourceIps: z.array(z.string()).meta({ description: 'With DEPENDS: the addresses that are treated otherwise' }),
  })
  .meta({ id: 'AccessDecision' })
export type AccessDecision = z.output<typeof AccessDecision>

export const AccessRow = z
  .object({
    roleName: z.string(),
    kind: RoleKind,
    status: RoleStatus,
    produce: AccessDecision.nullable().meta({ description: 'null for a group' }),
    consume: AccessDecision,
    differsOn: z.array(RoleBroker).meta({ description: 'Brokers that decide otherwise' }),
    owner: z.string().nullable(),
    clientsOnline: z.number().int().nullable().meta({
      description: 'Of the group: brokers do not tell which role a client uses; null = not known, or a topic',
    }),
  })
  .meta({ id: 'AccessRow' })
export type AccessRow = z.output<typeof AccessRow>

export const RoleAccess = listOf(AccessRow).extend({
  kind: z.enum(['topic', 'group']),
  name: z.string(),
  exists: z.boolean().nullable(),
  unprotectedOn: z.array(RoleBroker).meta({ description: 'Brokers that check nothing: there everybody may' }),
})

export const RoleMayRow = z
  .object({
    kind: z.enum(['topic', 'group']),
    name: z.string(),
    produce: AccessDecision.nullable(),
    consume: AccessDecision,
  })
  .meta({ id: 'RoleMayRow' })
export type RoleMayRow = z.output<typeof RoleMayRow>
