import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { isFromFile, PermissionName, PermissionSetName, Scope } from '#lib/users/schema.ts'

const GrantSubject = z.union([
  z.strictObject({ userId: z.string().max(64) }),
  z.strictObject({ providerGroup: z.string().min(1).max(256) }),
])

export const Grant = z
  .object({
    grantId: z.string(),
    subject: GrantSubject,
    userName: z.string().optional().meta({ description: 'Of a user, where grants of several are listed' }),
    permissionSet: z.string(),
    scope: Scope,
    endsAt: Time.optional(),
    byRule: z
      .object({ providerId: z.string(), matched: z.string() })
      .optional()
      .meta({ description: 'A rule of a sign-in provider gave it; replaced at every sign-in, not changed by hand' }),
    isFromFile,
  })
  .meta({ id: 'Grant' })
export type Grant = z.output<typeof Grant>

export const NewGrant = z.object({
  subject: GrantSubject,
  permissionSet: PermissionSetName,
  scope: Scope,
  endsAt: Time.optional(),
})
export type NewGrant = z.output<typeof NewGrant>
export const GrantPatch = z.object({
  permissionSet: PermissionSetName.optional(),
  scope: Scope.optional(),
  endsAt: Time.nullable().optional(),
})
export type GrantPatch = z.output<typeof GrantPatch>

/** What one grant says about a question. */
export const AccessReason = z.enum([
  'IN_SCOPE',
  'NOT_IN_SET',
  'NOT_ALL_CLUSTERS',
  'OTHER_CLUSTERS',
  'NEEDS_WHOLE_CLUSTER',
  'ONLY_SOME_OBJECTS',
  'OBJECT_OUT_OF_SCOPE',
])
export type AccessReason = z.output<typeof AccessReason>
export const AccessAnswer = z
  .object({
    user: z.object({ userId: z.string(), name: z.string() }),
    permission: PermissionName,
    isAllowed: z.boolean(),
    grants: z
      .array(
        z.object({
          grantId: z.string(),
          permissionSet: z.string(),
          scope: Scope,
          endsAt: Time.optional(),
          providerGroup: z.string().optional(),
          gives: z.boolean(),
          because: AccessReason,
        }),
      )
      .meta({ description: 'Those that give it first' }),
    grantedBy: z.array(z.string()).meta({ description: 'Who can give it: some who manage users everywhere' }),
  })
  .meta({ id: 'AccessAnswer' })
export type AccessAnswer = z.output<typeof AccessAnswer>
