import { z } from 'zod'
import { partial, TargetError, Time } from '#lib/api/endpoint.ts'
import { RoleBroker } from './schema.ts'

const Acl1Perms = z.array(z.object({ name: z.string(), perm: z.string() }))
export const Acl1Account = z
  .object({
    accessKey: z.string(),
    admin: z.boolean(),
    whiteRemoteAddress: z.string().nullable(),
    defaultTopicPerm: z.string().nullable(),
    defaultGroupPerm: z.string().nullable(),
    topicPerms: Acl1Perms,
    groupPerms: Acl1Perms,
    isOwnAccount: z.boolean(),
    brokers: z.array(RoleBroker),
    isSameOnAll: z.boolean(),
    differsOn: z
      .array(RoleBroker.extend({ state: z.enum(['MISSING', 'DIFFERS']), fields: z.array(z.string()) }))
      .meta({ description: 'Compared with what most brokers hold' }),
  })
  .meta({ id: 'Acl1Account' })
export type Acl1Account = z.output<typeof Acl1Account>

/** NOT_TOLD: the version knows accounts and does not tell them (4.9.8, 5.3.2). */
export const Acl1Broker = RoleBroker.extend({
  state: z.enum(['READ', 'OFF', 'NOT_TOLD', 'NOT_SUPPORTED', 'DENIED', 'NO_ANSWER']),
  version: z.string().nullable(),
  aclEnable: z.boolean().nullable(),
  error: TargetError.optional(),
})
export type Acl1Broker = z.output<typeof Acl1Broker>
export const Acl1Accounts = z
  .object({
    items: z.array(Acl1Account),
    brokers: z.array(Acl1Broker),
    inForce: z.enum(['ACL1', 'ACL2', 'BOTH', 'NONE', 'UNKNOWN']),
    readAt: Time,
    partial,
  })
  .meta({ id: 'Acl1Accounts' })
export const Acl1WhiteList = z
  .object({
    items: z.array(z.object({ address: z.string(), brokers: z.array(RoleBroker), isOnAll: z.boolean() })),
    brokers: z.array(Acl1Broker),
    readAt: Time,
    partial,
  })
  .meta({ id: 'Acl1WhiteList' })
