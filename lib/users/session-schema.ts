import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { Cidrs, PermissionName, Scope } from '#lib/users/schema.ts'

export const SessionShape = z
  .object({
    user: z.object({
      userId: z.string(),
      name: z.string(),
      displayName: z.string(),
      email: z.string(),
      source: z.string(),
      status: z.enum(['active', 'disabled', 'locked', 'invited']),
    }),
    expiresAt: Time,
    permissions: z.array(
      z.object({
        permissionSet: z.string(),
        permissions: z.array(PermissionName),
        scope: Scope,
        endsAt: Time.optional(),
        providerGroup: z.string().optional().meta({ description: 'The group of the provider that it comes by' }),
      }),
    ),
    grantedBy: z
      .array(z.string())
      .optional()
      .meta({ description: 'Whom to ask for more: some who manage users everywhere' }),
    simulation: z
      .object({ by: z.string() })
      .optional()
      .meta({ description: 'Somebody looks at the console as this user sees it; nothing can be written' }),
    needsPasswordChange: z.boolean(),
  })
  .meta({ id: 'Session' })
export type SessionShape = z.output<typeof SessionShape>

export const AccountSession = z.object({
  sessionId: z.string(),
  isCurrent: z.boolean(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
})
export type AccountSession = z.output<typeof AccountSession>

/** 30 days: longer than this no session lasts. */
export const longestSessionHours = 720

export const SignInSettings = z
  .object({
    sessionIdleMinutes: z
      .number()
      .int()
      .min(5)
      .max(longestSessionHours * 60),
    sessionMaxHours: z.number().int().min(1).max(longestSessionHours),
    allowedCidrs: Cidrs,
    isLocalEnabled: z
      .boolean()
      .meta({ description: 'Off: only the break-glass account signs in with a local password' }),
    breakGlassUserId: z
      .string()
      .max(64)
      .nullable()
      .meta({ description: 'The local administrator who can always sign in with a password' }),
  })
  .meta({ id: 'SignInSettings' })
export type SignInSettings = z.output<typeof SignInSettings>
