import { fromLabels, toLabels } from '#components/topics/labels.ts'
import { parseInstant, type RangeContext } from '#components/ui/date-range/parse-range.ts'
import type { AlarmLevel, Severity, WeeklyHours } from '#lib/alarms/schema.ts'
import type { NewSilence, Silence } from '#lib/alarms/silence-schema.ts'

/** How long from its start; `at` is typed, `ever` has no end: until resolved, or for good where it recurs. */
export const silenceLengths = ['1h', '4h', '8h', '24h', '7d', 'at', 'ever'] as const
export type SilenceLengthChoice = (typeof silenceLengths)[number]
const lengthMs = { '1h': 3_600_000, '4h': 14_400_000, '8h': 28_800_000, '24h': 86_400_000, '7d': 604_800_000 } as const

export interface SilenceDraft {
  /** Empty = every cluster. */
  clusterId: string
  ruleId: string
  /** Of this incident alone. */
  instanceId: string
  patternKind: 'glob' | 'regex'
  pattern: string
  /** Empty = objects of every kind. */
  level: AlarmLevel | ''
  labels: readonly string[]
  severities: readonly Severity[]
  from: string
  length: SilenceLengthChoice
  until: string
  recurring: WeeklyHours | null
  reason: string
}

export const emptySilence = (clusterId: string | null): SilenceDraft => ({
  clusterId: clusterId ?? '',
  ruleId: '',
  instanceId: '',
  patternKind: 'glob',
  pattern: '',
  level: '',
  labels: [],
  severities: [],
  from: 'now',
  length: '1h',
  until: '',
  recurring: null,
  reason: '',
})

export function draftOfSilence(silence: Silence, showInstant: (at: Date) => string): SilenceDraft {
  const { scope, startsAt, endsAt, recurring, reason } = silence
  return {
    clusterId: scope.clusterId ?? '',
    ruleId: scope.ruleId ?? '',
    instanceId: scope.instanceId ?? '',
    patternKind: scope.object?.kind ?? 'glob',
    pattern: scope.object?.pattern ?? '',
    level: scope.level ?? '',
    labels: fromLabels(scope.labels ?? {}),
    severities: scope.severities ?? [],
    from: showInstant(startsAt),
    length: endsAt === null ? 'ever' : 'at',
    until: endsAt === null ? '' : showInstant(endsAt),
    recurring,
    reason,
  }
}

export type SilenceProblem = 'from' | 'until' | 'order'

/** What the API is asked for, or which time cannot be read. The rest is the server's to judge. */
export function toSilence(draft: SilenceDraft, context: RangeContext): NewSilence | { problem: SilenceProblem } {
  const isNow = draft.from.trim() === '' || draft.from.trim() === 'now'
  const from = isNow ? context.now : parseInstant(draft.from, context)
  if (!from) return { problem: 'from' }
  const until =
    draft.length === 'ever'
      ? null
      : draft.length === 'at'
        ? parseInstant(draft.until, context)
        : new Date(from.getTime() + lengthMs[draft.length])
  if (draft.length === 'at' && !until) return { problem: 'until' }
  if (until && until <= from) return { problem: 'order' }
  return {
    scope: {
      ...(draft.clusterId && { clusterId: draft.clusterId }),
      ...(draft.ruleId && { ruleId: draft.ruleId }),
      ...(draft.instanceId && { instanceId: draft.instanceId }),
      ...(draft.pattern.trim() && { object: { kind: draft.patternKind, pattern: draft.pattern.trim() } }),
      ...(draft.level && { level: draft.level }),
      ...(draft.labels.length > 0 && { labels: toLabels(draft.labels) }),
      ...(draft.severities.length > 0 && { severities: [...draft.severities] }),
    },
    ...(!isNow && { startsAt: from }),
    endsAt: until,
    ...(draft.recurring && { recurring: draft.recurring }),
    reason: draft.reason.trim(),
  }
}

/** Of a whole cluster, or of all: worth a second look before it is saved. */
export const isWide = ({ ruleId, instanceId, pattern, level, labels }: SilenceDraft): boolean =>
  ruleId === '' && instanceId === '' && pattern.trim() === '' && level === '' && labels.length === 0
