import { z } from 'zod'
import { Int64, Time } from '#lib/api/endpoint.ts'

export const databaseAreas = ['audit', 'users', 'clusters', 'metrics', 'jobs', 'other'] as const
export type DatabaseArea = (typeof databaseAreas)[number]

export const WorkerRow = z.object({
  workerId: z.string(),
  host: z.string(),
  version: z.string(),
  startedAt: Time,
  lastSeenAt: Time.meta({ description: 'Last heartbeat, by the clock of the worker' }),
  isAlive: z.boolean().meta({ description: 'Heard of in the last 30 s' }),
  leases: z
    .array(z.object({ task: z.string(), clusterName: z.string().nullable(), expiresAt: Time }))
    .meta({ description: 'Work that it holds now; clusterName null: of the whole console' }),
})
export type WorkerRow = z.output<typeof WorkerRow>

/** One variable of the environment; never a secret. */
export const Variable = z.object({
  name: z.string(),
  value: z.string().nullable().meta({ description: 'null: not set, or a secret' }),
  isSet: z.boolean().meta({ description: 'By the environment; else the default is in force' }),
  isSecret: z.boolean(),
})
export type Variable = z.output<typeof Variable>

export const Dependency = z.object({ name: z.string(), version: z.string(), license: z.string().nullable() })
export type Dependency = z.output<typeof Dependency>

export const About = z
  .object({
    version: z.string(),
    commit: z.string().optional().meta({ description: 'Of the checkout that runs; absent where there is none' }),
    license: z.string(),
    dependencies: z.array(Dependency).meta({ description: 'What it is made with, directly' }),
    startedAt: Time.meta({ description: 'Of the web process that answers' }),
    nodeVersion: z.string(),
    database: z.object({
      version: z.string(),
      isEmbedded: z.boolean(),
      bytes: Int64,
      areas: z.array(z.object({ area: z.enum(databaseAreas), bytes: Int64 })),
    }),
    clock: z.object({
      databaseAt: Time,
      differenceMs: z.number().meta({ description: 'Database minus this process; half of the round trip is unknown' }),
      roundTripMs: z.number(),
    }),
    migrations: z.object({
      applied: z.array(z.object({ name: z.string(), finishedAt: Time })).meta({ description: 'Newest first' }),
      isCurrent: z
        .boolean()
        .nullable()
        .meta({ description: 'The newest one that this version knows is applied; null: it does not know' }),
    }),
    workers: z.array(WorkerRow).meta({ description: 'Of the last day, alive ones first' }),
    isWorkerMissing: z.boolean().meta({ description: 'No worker is alive: nothing is sampled' }),
    environment: z.array(Variable),
  })
  .meta({ id: 'About' })
export type About = z.output<typeof About>
