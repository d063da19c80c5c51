import { z } from 'zod'
import { permissions } from '#lib/users/permissions.ts'

export const UserName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,62}$/, '2 to 63 of a-z, 0-9, dot, underscore, hyphen; starts with a letter or digit')
  .meta({ id: 'UserName', example: 'kim' })
export const PermissionName = z.enum(permissions)
/** A built-in set or an own one; whether it exists is asked where it is given. */
export const PermissionSetName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, '2 to 63 of a-z, 0-9, hyphen; starts with a letter or digit')
  .meta({ id: 'PermissionSetName', example: 'operator' })
export const Language = z.enum(['en', 'zh-CN'])
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'an IANA zone such as Europe/Berlin', params: { rule: 'timeZone' } })

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Length only: what else a password must not be (the name, a common one) is judged where the name is known. */
export const NewPassword = z
  .string()
  .min(12)
  .max(128)
  .meta({ description: '12 to 128 characters, not the name, not a common one' })

export const ClusterSelector = z.strictObject({
  clusterIds: z.array(z.string().max(32)).min(1).max(200).optional(),
  environments: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
  labels: z.record(z.string().max(63), z.string().max(128)).optional(),
})

const Pattern = z.string().min(1).max(255)
const patterns = z.array(Pattern).max(200)

/**
 * Where a grant holds. An absent part does not narrow; several parts must all match; an empty list means nothing of that kind.
 * Names and patterns are of full names (`ns%name`). Retry and dead-letter topics follow their group.
 */
export const Scope = z
  .strictObject({
    clusters: z.union([
      z.literal('all'),
      ClusterSelector.refine((value) => Object.values(value).some((part) => part !== undefined), {
        error: 'must name clusterIds, environments or labels; "all" means every cluster',
        params: { rule: 'emptyScope' },
      }),
    ]),
    namespaces: z
      .array(Pattern.nullable())
      .max(200)
      .optional()
      .meta({ description: 'Names or patterns with `*`; null: what is in no namespace' }),
    topics: patterns.optional().meta({ description: 'Names or patterns with `*`, such as pay_*' }),
    groups: patterns.optional().meta({ description: 'Names or patterns with `*`, such as pay_*' }),
    labels: z
      .record(z.string().max(63), z.string().max(128))
      .refine((labels) => Object.keys(labels).length > 0, {
        error: 'must name a label; without labels leave it out',
        params: { rule: 'emptyScope' },
      })
      .optional()
      .meta({ description: 'Labels that a topic, group or namespace must have in Apogee' }),
    owner: z
      .array(z.enum(['me', 'myGroup']))
      .min(1)
      .max(2)
      .optional()
      .meta({ description: 'Whose owner in Apogee is the user, or one of the groups that their provider names' }),
  })
  .meta({ id: 'Scope' })
export type Scope = z.output<typeof Scope>

export const isFromFile = z
  .boolean()
  .meta({ description: 'The file of APOGEE_ACCESS_FILE says so: changed there, not by hand' })

/** Addresses or ranges; empty = from everywhere. */
export const Cidrs = z
  .array(z.string().max(64))
  .max(50)
  .meta({ description: 'Addresses or ranges such as 10.0.0.0/8; empty = from everywhere' })
