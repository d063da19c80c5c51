import { z } from 'zod'
import { TargetError, Time } from '#lib/api/endpoint.ts'

export const AuditOutcome = z.enum(['SUCCESS', 'PARTIAL', 'REFUSED', 'FAILED', 'UNKNOWN'])
export type AuditOutcome = z.output<typeof AuditOutcome>

const Servers = z.object({
  done: z.array(z.object({ target: z.string() })),
  failed: z.array(z.object({ target: z.string(), error: TargetError })),
  unknown: z.array(z.object({ target: z.string(), error: TargetError })),
})

export const AuditRow = z
  .object({
    auditId: z.string(),
    at: Time,
    durationMs: z.number().nullable().meta({ description: 'null while the outcome is not known' }),
    actor: z.object({
      kind: z.enum(['user', 'token', 'worker']),
      id: z.string(),
      name: z.string(),
      onBehalfOf: z.string().optional(),
    }),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    action: z.string(),
    target: z.object({ kind: z.string(), name: z.string() }),
    cluster: z
      .object({ clusterId: z.string(), name: z.string().nullable(), environment: z.string().nullable() })
      .optional(),
    outcome: AuditOutcome,
    permission: z.string().optional(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    servers: Servers.optional(),
    error: TargetError.optional(),
    request: z.object({
      method: z.string().nullable(),
      path: z.string().nullable(),
      body: z.unknown(),
      reason: z.string().optional(),
      command: z.string().optional(),
    }),
    requestId: z.string(),
    sessionId: z.string().optional(),
    tokenId: z.string().optional(),
    jobId: z.string().optional(),
  })
  .meta({ id: 'AuditRow' })
export type AuditRow = z.output<typeof AuditRow>

const Counts = {
  rows: z.number().int(),
  refused: z.number().int(),
  notDone: z.number().int().meta({ description: 'FAILED, PARTIAL or without an outcome that is known' }),
  firstAt: Time,
  lastAt: Time,
}

export const AuditActor = z
  .object({ kind: AuditRow.shape.actor.shape.kind, id: z.string(), name: z.string(), ...Counts })
  .meta({ id: 'AuditActor' })
export type AuditActor = z.output<typeof AuditActor>

export const AuditObject = z
  .object({
    kind: z.string(),
    name: z.string(),
    clusterId: z.string().nullable(),
    clusterName: z.string().nullable(),
    ...Counts,
  })
  .meta({ id: 'AuditObject' })
export type AuditObject = z.output<typeof AuditObject>

/** What a reader of an object may know of its changes: not from where, with what, by which request. */
export const HistoryRow = AuditRow.omit({
  address: true,
  agent: true,
  request: true,
  requestId: true,
  sessionId: true,
  tokenId: true,
})
  .extend({ reason: z.string().optional(), command: z.string().optional() })
  .meta({ id: 'HistoryRow' })
export type HistoryRow = z.output<typeof HistoryRow>
