import { z } from 'zod'
import { ClusterId, Time } from '#lib/api/endpoint.ts'
import { TableLayout, ViewId } from '#lib/users/account-schema.ts'

const ViewName = z.string().trim().min(1).max(64)
/** Never another host: one slash, then what paths of the console are made of. */
const ConsolePath = z
  .string()
  .max(1024)
  .regex(/^\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})[^\s?#\\]*$/, 'a path of the console, without ? and #')
const ViewQuery = z
  .string()
  .max(4096)
  .regex(/^[^#\s]*$/, 'the part of an address after the ?')

/** A list or search as somebody arranged it. Whoever may see the page may open it when it is shared. */
export const SavedView = z
  .object({
    savedViewId: z.string(),
    name: z.string(),
    /** Which table of the page. */
    viewId: z.string(),
    path: z.string().meta({ description: 'Of the console, without base path' }),
    query: z.string().meta({ description: 'Filters, order and tab, as in the address' }),
    layout: TableLayout,
    clusterId: ClusterId.nullable(),
    isShared: z.boolean(),
    isPinned: z.boolean().meta({ description: 'In your own sidebar' }),
    isMine: z.boolean(),
    owner: z.string().meta({ description: 'Name of the user who made it' }),
    createdAt: Time,
    updatedAt: Time,
    revision: z.string(),
  })
  .meta({ id: 'SavedView' })
export type SavedView = z.output<typeof SavedView>

export const NewSavedView = z
  .strictObject({
    name: ViewName,
    viewId: ViewId,
    path: ConsolePath,
    query: ViewQuery.default(''),
    layout: TableLayout,
    isShared: z.boolean().default(false),
    isPinned: z.boolean().default(false),
  })
  .meta({ id: 'NewSavedView' })
export type NewSavedView = z.output<typeof NewSavedView>

/** Absent = unchanged. `revision`: what the screen showed; an older one answers CONFLICT. */
export const SavedViewPatch = z
  .strictObject({
    name: ViewName.optional(),
    query: ViewQuery.optional(),
    layout: TableLayout.optional(),
    isShared: z.boolean().optional(),
    revision: z.string().max(32).optional(),
  })
  .meta({ id: 'SavedViewPatch' })
export type SavedViewPatch = z.output<typeof SavedViewPatch>
