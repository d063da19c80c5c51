import { z } from 'zod'
import { Language, TimeZone } from '#lib/users/schema.ts'

export const Account = z
  .object({
    userId: z.string(),
    name: z.string(),
    displayName: z.string(),
    email: z.string(),
    language: Language,
    theme: z.enum(['light', 'dark', 'auto']),
    timeZone: z.string().nullable(),
    timeFormat: z.enum(['absolute', 'relative']),
    density: z.union([z.literal(28), z.literal(32), z.literal(40)]),
    refreshMs: z.union([z.literal(0), z.literal(5000), z.literal(15000), z.literal(60000)]),
    revision: z.string(),
  })
  .meta({ id: 'Account' })
export type Account = z.output<typeof Account>

/** `name` never changes; the rest is the person's own. */
export const AccountPatch = Account.omit({ userId: true, name: true })
  .extend({ displayName: z.string().trim().min(1).max(128), email: z.email().max(254), timeZone: TimeZone.nullable() })
  .partial()
export type AccountPatch = z.output<typeof AccountPatch>

const columnIds = z.array(z.string().max(64)).max(200)
/** How a person arranged a table. Names are column ids; what is not named is as the table was made. */
export const TableLayout = z
  .strictObject({
    order: columnIds,
    hidden: columnIds,
    shown: columnIds,
    pinned: columnIds,
    widths: z.record(z.string().max(64), z.number().min(40).max(2000)),
    density: z.union([z.literal(28), z.literal(32), z.literal(40)]).optional(),
  })
  .meta({ id: 'TableLayout' })
export type TableLayout = z.output<typeof TableLayout>
export const ViewId = z.string().regex(/^[a-z][a-zA-Z0-9._-]{0,63}$/)
export const AccountLayout = z.object({ viewId: z.string(), layout: TableLayout })
export type AccountLayout = z.output<typeof AccountLayout>
