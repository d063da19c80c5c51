import { z } from 'zod'
import { partial, Time } from '#lib/api/endpoint.ts'
import { RoleBroker, RoleKind, RoleOnBroker } from './schema.ts'
import { BrokerAccess } from './settings-schema.ts'
import { confirmSuper } from './write-schema.ts'

export const RoleDifferences = z
  .object({
    brokers: z.array(RoleBroker.extend({ users: BrokerAccess.shape.users })),
    items: z.array(
      z.object({
        roleName: z.string(),
        kind: RoleKind,
        isOwnAccount: z.boolean(),
        hasWish: z.boolean().meta({ description: 'What was saved here last is known: from = WISH repairs to it' }),
        brokers: z.array(RoleOnBroker),
      }),
    ),
    roles: z.number().int().meta({ description: 'All that were compared' }),
    comparedAt: Time,
    partial,
  })
  .meta({ id: 'RoleDifferences' })

const RoleNames = z.array(z.string().min(1).max(255)).min(1).max(1000)
const Address = z.string().min(3).max(260)
export const RepairInput = z
  .strictObject({
    roleNames: RoleNames,
    from: z.union([z.literal('WISH'), Address]).meta({ description: 'A broker, or what was saved here last' }),
    to: z.array(Address).max(1000).optional().meta({ description: 'Default: every broker that differs' }),
    confirm: confirmSuper,
  })
  .meta({ id: 'RepairInput' })
export type RepairInput = z.output<typeof RepairInput>

export const CopyInput = z
  .strictObject({
    roleNames: RoleNames.optional().meta({ description: 'Default: all of the source' }),
    from: Address,
    to: z.array(Address).min(1).max(1000),
    ifExists: z.enum(['SKIP', 'OVERWRITE']).default('SKIP'),
  })
  .meta({ id: 'CopyInput' })
export type CopyInput = z.output<typeof CopyInput>
