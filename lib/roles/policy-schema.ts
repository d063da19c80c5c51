import { z } from 'zod'
import { Remark } from '#lib/api/endpoint.ts'

export const maxRoleRows = 500
export const maxSourceIps = 50

/** CUSTOM: a policy that the two forms cannot express. NONE: no policy at all. */
export const PermissionType = z.enum(['CLUSTER', 'TOPIC_AND_GROUP', 'CUSTOM', 'NONE'])
export type PermissionType = z.output<typeof PermissionType>
export const PolicyType = z.enum(['Custom', 'Default'])
export type PolicyType = z.output<typeof PolicyType>
export const policyActions = ['Pub', 'Sub', 'Create', 'Update', 'Delete', 'Get', 'List', 'All'] as const
export const PolicyAction = z.enum(policyActions)
export const Decision = z.enum(['Allow', 'Deny'])
export type Decision = z.output<typeof Decision>

const isSourceIp = (text: string) =>
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success)
/** One address or a range: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`. */
export const SourceIp = z
  .string()
  .trim()
  .max(64)
  .refine(isSourceIp, { error: 'an IPv4 or IPv6 address or a range such as 10.0.0.0/8', params: { rule: 'cidr' } })
export const SourceIps = z.array(SourceIp).max(maxSourceIps).meta({ description: 'Absent or empty: from anywhere' })

/** A row of the form: full name, a prefix that ends in `*`, or `*` for all. */
const rowName = z
  .string()
  .max(255)
  .regex(/^(\*|[%|A-Za-z0-9_-]+\*?)$/, 'letters, digits, %, |, - and _; a prefix ends in *')
export const RoleRow = z
  .strictObject({
    kind: z.enum(['Topic', 'Group']),
    name: rowName.meta({ description: 'orders, pay%* for a prefix, * for all' }),
    produce: z.boolean().default(false),
    consume: z.boolean().default(false),
    sourceIps: SourceIps.optional().meta({ description: 'Instead of those of the whole form' }),
    remark: Remark.optional().meta({ description: 'Kept in the console only' }),
  })
  .refine(({ produce, consume }) => produce || consume, {
    path: ['produce'],
    error: 'a row allows something',
    params: { rule: 'emptyRow' },
  })
  .refine(({ kind, produce }) => kind === 'Topic' || !produce, {
    path: ['produce'],
    error: 'nothing is produced to a group',
    params: { rule: 'groupProduce' },
  })
export type RoleRow = z.output<typeof RoleRow>

/** What the two forms say. Policies that they cannot express are left as they are. */
export const RoleForm = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('CLUSTER'),
    produce: z.boolean(),
    consume: z.boolean(),
    sourceIps: SourceIps.optional(),
  }),
  z.strictObject({
    type: z.literal('TOPIC_AND_GROUP'),
    rows: z
      .array(RoleRow)
      .max(maxRoleRows)
      .superRefine((rows, context) => {
        const seen = new Set<string>()
        for (const [index, { kind, name }] of rows.entries()) {
          if (seen.has(`${kind}:${name}`)) {
            const message = `${kind}:${name} is a row already`
            context.addIssue({ code: 'custom', path: [index, 'name'], message, params: { rule: 'twice', name } })
          }
          seen.add(`${kind}:${name}`)
        }
      }),
    sourceIps: SourceIps.optional(),
  }),
])
export type RoleForm = z.output<typeof RoleForm>

/** As a person writes one: `Topic:orders`, `Topic:pay%*`, `Group:*`, `Cluster:DefaultCluster`, `*`. */
const Resource = z
  .string()
  .trim()
  .max(300)
  .regex(/^(\*|(Cluster|Topic|Group|Namespace):(\*|[^\s*]+\*?))$/, 'Topic:name, Group:prefix*, Cluster:name or *')

/** One stored policy entry; its key on a broker is type and resource. */
export const PolicyInput = z.strictObject({
  policyType: PolicyType.default('Custom'),
  resource: Resource,
  actions: z.array(PolicyAction).min(1).max(policyActions.length),
  sourceIps: SourceIps.optional(),
  decision: Decision,
})
export type PolicyInput = z.output<typeof PolicyInput>

/** As a broker holds it: also what this version of the console has no word for. */
export const Policy = z
  .object({
    policyType: z.string(),
    resource: z.string(),
    actions: z.array(z.string()),
    sourceIps: z.array(z.string()).meta({ description: 'Empty: from anywhere' }),
    decision: z.string(),
  })
  .meta({ id: 'RolePolicy' })
export type Policy = z.output<typeof Policy>
