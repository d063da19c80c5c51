import { z } from 'zod'
import { Severity, Transition } from '#lib/alarms/schema.ts'
import type { AlarmNotice } from './notice.ts'

const text = z.string()
const instant = text.transform((at) => new Date(at))
const Stored = z.object({
  eventId: text,
  instanceId: text,
  ruleId: text,
  ruleName: text,
  clusterId: text,
  clusterName: text,
  environment: text,
  transition: Transition,
  severity: Severity,
  level: text,
  object: z.record(text, text),
  owner: text.nullable(),
  labels: z.record(text, text),
  metric: text,
  unit: text,
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  since: instant,
  at: instant,
  trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
  runbookUrl: text.nullable(),
  template: z.object({ en: text.nullable(), zhCN: text.nullable() }).nullable(),
  policyIds: z.array(text).nullable(),
})

/** A notice as it was enqueued; null for what is none, such as a heartbeat. */
export function parseStoredNotice(value: unknown): AlarmNotice | null {
  const parsed = Stored.safeParse(value)
  return parsed.success ? parsed.data : null
}
