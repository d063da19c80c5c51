import { z } from 'zod'
import { fanOut, Impact, Labels, Owner, partial, Remark, Time } from '#lib/api/endpoint.ts'
import { maxRoleRows, Policy, PolicyInput, RoleForm } from './policy-schema.ts'
import { Role, RoleBroker, RoleKind, RoleStatus, RoleWarning } from './schema.ts'

export const RoleName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _')
export const SecretKey = z
  .string()
  .min(8)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters')

const keyFields = {
  keyGeneration: z
    .enum(['AUTO', 'MANUAL'])
    .default('AUTO')
    .meta({ description: 'AUTO: 32 characters, told once in the answer' }),
  secretKey: SecretKey.optional().meta({ description: 'With MANUAL only. Write-only' }),
}
const oneKey = ({ keyGeneration, secretKey }: { keyGeneration: 'AUTO' | 'MANUAL'; secretKey?: string | undefined }) =>
  (keyGeneration === 'MANUAL') === (secretKey !== undefined)
const oneKeyError = {
  path: ['secretKey'],
  error: 'with MANUAL a secret key, with AUTO none',
  params: { rule: 'secretKey' },
}
const Confirm = z.string().max(300).optional()
export const confirmSuper = Confirm.meta({ description: 'For a Super role: its name, typed' })

export const NewRole = z
  .strictObject({
    roleName: RoleName,
    kind: RoleKind.default('Normal'),
    ...keyFields,
    status: RoleStatus.default('enabled'),
    form: RoleForm.default({ type: 'TOPIC_AND_GROUP', rows: [] }),
    remark: Remark.nullable().optional(),
    labels: Labels.nullable().optional(),
    owner: Owner.nullable().optional(),
    confirm: confirmSuper,
  })
  .refine(oneKey, oneKeyError)
  .meta({ id: 'NewRole' })
export type NewRole = z.output<typeof NewRole>

/** Absent = unchanged, null = cleared. Writing the same again writes only to brokers that do not hold it yet. */
export const RolePatch = z
  .strictObject({
    kind: RoleKind.optional(),
    status: RoleStatus.optional(),
    form: RoleForm.optional(),
    remark: Remark.nullable().optional(),
    labels: Labels.nullable().optional(),
    owner: Owner.nullable().optional(),
    confirm: confirmSuper,
    revision: z.string().max(200).optional(),
  })
  .meta({ id: 'RolePatch' })
export type RolePatch = z.output<typeof RolePatch>

export const PoliciesInput = z
  .strictObject({
    entries: z.array(PolicyInput).min(1).max(maxRoleRows),
    confirm: confirmSuper,
    revision: z.string().max(200).optional(),
  })
  .meta({ id: 'RolePoliciesInput' })
export type PoliciesInput = z.output<typeof PoliciesInput>

export const StatusInput = z.strictObject({ status: RoleStatus, revision: z.string().max(200).optional() })

export const RotateInput = z
  .strictObject({
    mode: z.enum(['IN_PLACE', 'TWIN']),
    ...keyFields,
    twinName: RoleName.optional().meta({ description: 'Default: the name with -2, or the next that is free' }),
    force: z.boolean().optional().meta({ description: 'Although brokers or proxies use it for themselves' }),
    confirm: Confirm.meta({ description: 'In place: the name, typed' }),
  })
  .refine(oneKey, oneKeyError)
  .meta({ id: 'RotateInput' })
export type RotateInput = z.output<typeof RotateInput>

/** One request of a write. */
export const RoleStep = z.object({
  step: z.enum(['CREATE_USER', 'UPDATE_USER', 'DELETE_USER', 'PUT_POLICY', 'DELETE_POLICY', 'DELETE_POLICIES']),
  fields: z
    .array(z.object({ field: z.enum(['kind', 'status', 'secret']), before: z.string().nullable(), after: z.string() }))
    .meta({ description: 'Of the user; values of secrets are never told' }),
  before: Policy.nullable(),
  after: Policy.nullable(),
})
export type RoleStep = z.output<typeof RoleStep>

/** What a write would do, broker by broker. A broker that does not answer now is named and would be left out. */
export const RolePreview = z
  .object({
    dryRun: z.literal(true),
    items: z.array(
      RoleBroker.extend({
        roleName: z.string(),
        state: z.enum(['CHANGES', 'SAME', 'SKIPPED', 'UNREACHABLE', 'NO_STORE']),
        steps: z.array(RoleStep),
        detail: z.string().optional(),
      }),
    ),
    blockedBy: z.array(z.object({ code: z.string(), detail: z.string() })),
    warnings: z.array(RoleWarning),
    confirm: z.string().nullable().meta({ description: 'What must be typed; null = nothing' }),
    command: z.string().meta({ description: 'The equivalent mqadmin lines; secrets are placeholders' }),
    partial,
  })
  .meta({ id: 'RolePreview' })
export type RolePreview = z.output<typeof RolePreview>

/** Outcome of a write: targets are broker addresses. */
export const WrittenRole = fanOut(Role).extend({
  command: z.string(),
  inForceBy: Time.meta({ description: 'When caches of brokers and proxies have expired' }),
  newSecretKey: z.string().optional().meta({ description: 'Generated now; told this once' }),
  leftDisabledOn: z
    .array(z.string())
    .meta({ description: 'Brokers on which the new role stays disabled, for its policies were not written' }),
})
export type WrittenRole = z.output<typeof WrittenRole>

/** Outcome of a repair or copy: targets are `role@host:port`. */
export const WrittenRoles = fanOut(z.never()).extend({
  skipped: z.array(z.object({ target: z.string(), code: z.string(), detail: z.string() })),
  command: z.string(),
  inForceBy: Time,
})
export type WrittenRoles = z.output<typeof WrittenRoles>

/** Who is likely to use a role, by the topics and groups that its policies name. Brokers do not tell who really does. */
export const LikelyClients = z.object({
  groups: z
    .array(z.object({ groupName: z.string(), online: z.number().int().nullable() }))
    .nullable()
    .meta({
      description: 'Of those that its policies let read, with clients online. Null: groups could not be read',
    }),
  producers: z
    .array(
      z.object({
        topicName: z.string(),
        clientId: z.string().nullable(),
        address: z.string(),
        producerGroup: z.string().nullable(),
        lastMessageAt: Time,
      }),
    )
    .nullable()
    .meta({
      description: 'Senders of the newest messages of topics that it may produce to. Null: topics could not be read',
    }),
  topicsLookedAt: z
    .number()
    .int()
    .meta({ description: 'Of those that it may produce to by name, the last written ones' }),
  topicsInAll: z.number().int(),
  partial: partial.meta({ description: 'Who did not tell all of its newest messages or producers' }),
  isAnyProducer: z.boolean().meta({ description: 'It may produce to all topics, so its policies name nobody' }),
  isAnyGroup: z.boolean().meta({ description: 'It may read with all groups' }),
})
export type LikelyClients = z.output<typeof LikelyClients>

/** What a deletion takes. */
export const RoleImpact = Impact.extend({ likely: LikelyClients }).meta({ id: 'RoleImpact' })
export type RoleImpact = z.output<typeof RoleImpact>

export const DeletedRole = fanOut(z.never()).extend({ command: z.string(), inForceBy: Time })
export type DeletedRole = z.output<typeof DeletedRole>
