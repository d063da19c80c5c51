import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { PermissionSetName, Scope } from '#lib/users/schema.ts'

export const NewToken = z.object({
  name: z.string().trim().min(1).max(64),
  permissionSet: PermissionSetName,
  scope: Scope.default({ clusters: 'all' }),
  allowedCidrs: z.array(z.string().max(64)).max(50).default([]).meta({
    description: 'Addresses or ranges it works from; empty = from everywhere',
  }),
  isService: z
    .boolean()
    .default(false)
    .meta({ description: 'Belongs to no person and outlives its maker; needs token:manage' }),
  expiresAt: Time.meta({ description: 'At most 365 days away' }),
})
export type NewToken = z.output<typeof NewToken>

export const Token = z
  .object({
    tokenId: z.string(),
    name: z.string(),
    owner: z
      .object({ userId: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'null: a service token, which belongs to no person' }),
    createdBy: z.string().nullable().meta({ description: 'Who made a service token' }),
    prefix: z.string(),
    lastFour: z.string(),
    permissionSet: z.string(),
    scope: Scope,
    allowedCidrs: z.array(z.string()),
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: Time.nullable(),
    lastUsedFrom: z.string().nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.output<typeof Token>
