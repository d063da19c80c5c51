import { z } from 'zod'
import { partial, TargetError, Time } from '#lib/api/endpoint.ts'
import { RoleBroker, RoleKind, RolesState } from './schema.ts'

export const BrokerAccess = RoleBroker.extend({
  version: z.string().nullable(),
  authenticationEnabled: z.boolean().nullable().meta({ description: 'null = the version has no such key, or unknown' }),
  authorizationEnabled: z.boolean().nullable(),
  aclEnable: z.boolean().nullable().meta({ description: 'ACL 1.0' }),
  checksAccess: z.boolean().nullable().meta({
    description:
      'Asks what a client may do: authentication and authorization both on, or ACL 1.0; null = it did not tell',
  }),
  authenticationMetadataProvider: z.string().nullable(),
  authorizationMetadataProvider: z.string().nullable(),
  authenticationWhitelist: z.string().nullable().meta({ description: 'Request codes that are not authenticated' }),
  authorizationWhitelist: z.string().nullable(),
  innerAccessKey: z.string().nullable().meta({ description: 'The role that the broker itself uses' }),
  users: z.enum(['READ', 'NO_STORE', 'DENIED', 'NOT_SUPPORTED', 'NO_ANSWER']),
  policies: z.enum(['READ', 'NO_STORE', 'DENIED', 'NOT_SUPPORTED', 'NO_ANSWER']),
  error: TargetError.optional(),
}).meta({ id: 'BrokerAccess' })
export type BrokerAccess = z.output<typeof BrokerAccess>

export const RoleSettings = z
  .object({
    state: RolesState,
    ownAccount: z
      .object({
        accessKey: z.string(),
        kind: RoleKind.nullable(),
        missing: z
          .array(z.object({ resource: z.string(), action: z.string() }))
          .meta({ description: 'Rights it lacks for this page' }),
      })
      .nullable(),
    brokers: z.array(BrokerAccess),
    keysToSet: z
      .array(z.object({ key: z.string(), value: z.string(), brokers: z.array(z.string()) }))
      .meta({ description: 'What switches access control on, where it is off; values of secrets are placeholders' }),
    maxRoles: z.number().int().nullable(),
    keyMaxAgeDays: z.number().int().nullable().meta({ description: 'Reminder; null = off' }),
    readAt: Time,
    partial,
  })
  .meta({ id: 'RoleSettings' })
export type RoleSettings = z.output<typeof RoleSettings>
export const RoleSettingsInput = z.strictObject({ keyMaxAgeDays: z.number().int().min(1).max(3650).nullable() })
