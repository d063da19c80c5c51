import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { Grant, NewGrant } from '#lib/users/grant-schema.ts'
import { Cidrs, NewPassword, UserName } from '#lib/users/schema.ts'

export const UserStatus = z.enum(['active', 'disabled', 'locked', 'invited'])
export const User = z
  .object({
    userId: z.string(),
    name: z.string(),
    displayName: z.string(),
    email: z.string(),
    source: z.string(),
    status: UserStatus.meta({
      description: '`locked`: too many wrong passwords; ends by itself after 15 minutes or by unlock',
    }),
    needsPasswordChange: z.boolean(),
    providerGroups: z.array(z.string()).meta({ description: 'As the provider named them at the last sign-in' }),
    allowedCidrs: z
      .array(z.string())
      .meta({ description: 'From where they may sign in; empty = as the rule for all says' }),
    grants: z.array(Grant).meta({
      description: 'Their own and those of their groups, whose subject is the group; also such as have ended',
    }),
    sessions: z.number().int(),
    tokens: z.number().int(),
    lastSignInAt: Time.nullable(),
    lastAddress: z
      .string()
      .nullable()
      .meta({ description: 'Of the session that was seen last, else of the last sign-in that the audit keeps' }),
    createdAt: Time,
    revision: z.string(),
  })
  .meta({ id: 'User' })
export type User = z.output<typeof User>
export const NewUser = z.object({
  name: UserName,
  displayName: z.string().trim().min(1).max(128).optional(),
  email: z.email().max(254),
  source: z
    .string()
    .max(64)
    .optional()
    .meta({ description: '`local`, or the id of the provider that vouches for them' }),
  password: NewPassword.optional().meta({
    description: 'Absent: the user is invited and sets it by a one-time link. None with another source than `local`',
  }),
  needsPasswordChange: z.boolean().default(true),
  allowedCidrs: Cidrs.optional(),
  grants: z
    .array(NewGrant.omit({ subject: true }))
    .max(50)
    .default([]),
})
export type NewUser = z.output<typeof NewUser>
export const UserPatch = z.object({
  displayName: z.string().trim().min(1).max(128).optional(),
  email: z.email().max(254).optional(),
  status: z.enum(['active', 'disabled']).optional(),
  password: NewPassword.optional().meta({ description: 'Sets a new password and ends every session of the user' }),
  needsPasswordChange: z.boolean().optional(),
  allowedCidrs: Cidrs.optional(),
  revision: z.string().optional(),
})
export type UserPatch = z.output<typeof UserPatch>
