import { z } from 'zod'
import { permissions } from '#lib/users/permissions.ts'
import { isFromFile, PermissionName, PermissionSetName } from '#lib/users/schema.ts'

export const PermissionSet = z
  .object({
    name: z.string(),
    isBuiltIn: z.boolean(),
    isFromFile,
    description: z.string(),
    permissions: z.array(PermissionName),
    grants: z.number().int().nullable().meta({
      description:
        'Grants and tokens that use it and have not ended, and rules of sign-in providers; null without user:manage',
    }),
    createdBy: z.string().nullable(),
    revision: z.string(),
  })
  .meta({ id: 'PermissionSet' })
export type PermissionSet = z.output<typeof PermissionSet>
const ofSet = {
  description: z.string().trim().max(256).meta({ description: 'In the words of the organisation' }),
  permissions: z
    .array(PermissionName)
    .min(1)
    .max(permissions.length)
    .meta({ description: 'What one of them needs is added: topic:delete brings topic:read and cluster:read' }),
}
export const NewPermissionSet = z.object({
  name: PermissionSetName,
  description: ofSet.description.default(''),
  permissions: ofSet.permissions,
})
export type NewPermissionSet = z.output<typeof NewPermissionSet>
export const PermissionSetPatch = z.object({
  description: ofSet.description.optional(),
  permissions: ofSet.permissions.optional(),
  revision: z.string().optional(),
})
export type PermissionSetPatch = z.output<typeof PermissionSetPatch>
