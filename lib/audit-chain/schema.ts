import { z } from 'zod'
import { Int64, Time } from '#lib/api/endpoint.ts'

/** Rows must outlive the look at an incident, whoever shortens the time. */
export const minRetentionDays = 30
export const AuditSettings = z
  .object({ retentionDays: z.number().int().min(minRetentionDays).max(36_500).default(400) })
  .meta({ id: 'AuditSettings' })
export type AuditSettings = z.output<typeof AuditSettings>

export const SealProblem = z.enum([
  'ROW_CHANGED',
  'ROW_MISSING',
  'SEAL_CHANGED',
  'SEAL_MISSING',
  'NOT_SEALED',
  'ANCHOR_CHANGED',
  'HEAD_CHANGED',
])
export const BrokenSeal = z
  .object({
    problem: SealProblem,
    sealNo: Int64.nullable(),
    kind: z.enum(['INTENT', 'OUTCOME']).optional(),
    auditId: z.string().optional(),
    at: Time.optional(),
  })
  .meta({ id: 'BrokenSeal' })
export type BrokenSeal = z.output<typeof BrokenSeal>

export const AuditVerification = z
  .object({
    isIntact: z.boolean().meta({ description: 'Of what was checked by this call' }),
    checked: z.number().int().meta({ description: 'Seals: one of each event, one of each outcome' }),
    from: Time.nullable(),
    to: Time.nullable(),
    broken: z.array(BrokenSeal).meta({ description: 'At most 100' }),
    waiting: z.number().int().meta({ description: 'Rows that the worker has not sealed yet' }),
    keptFrom: Time.nullable().meta({ description: 'Older rows were removed at the end of their retention' }),
    head: z
      .object({ sealNo: Int64, hash: z.string() })
      .meta({ description: 'To be noted elsewhere and compared later' }),
    next: Int64.nullable().meta({ description: 'Ask again with `after` = this; null at the end' }),
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.output<typeof AuditVerification>
