import { z } from 'zod'

/** What a person can mark: a cluster, or a topic or group of one. */
export const Favourite = z
  .object({
    kind: z.enum(['cluster', 'topic', 'group']),
    clusterId: z.string().min(1).max(64),
    /** Full name of the topic or group; empty for a cluster. */
    name: z.string().max(255).default(''),
  })
  .refine(({ kind, name }) => (kind === 'cluster') === (name === ''), {
    path: ['name'],
    message: 'A topic or group has a name; a cluster is named by clusterId alone',
  })
  .meta({ id: 'Favourite' })
export type Favourite = z.output<typeof Favourite>
export type FavouriteKind = Favourite['kind']
