import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import type { QueueName, ResetScope, ResetTarget } from '#lib/offsets/schema.ts'

export type TargetKind = ResetTarget['kind']

/** The first step of a reset as it stands in its fields. */
export interface ResetDraft {
  /** Null: all topics of the group. */
  topicName: string | null
  /** Only these queues of the topic, by key; empty = all. */
  queueKeys: string[]
  /** Only these brokers; null = all. */
  brokerNames: string[] | null
  kind: TargetKind
  /** As typed, in the zone of the console. */
  time: string
  by: string
  /** By queue key, as typed. */
  offsets: Record<string, string>
  groupName: string | null
  snapshotId: string | null
}

export const emptyResetDraft = (parts: Partial<ResetDraft> = {}): ResetDraft => ({
  topicName: null,
  queueKeys: [],
  brokerNames: null,
  kind: 'LATEST',
  time: 'now-1h',
  by: '',
  offsets: {},
  groupName: null,
  snapshotId: null,
  ...parts,
})

export const keyOfQueue = ({ brokerName, queueId }: Pick<QueueName, 'brokerName' | 'queueId'>) =>
  `${brokerName} ${queueId}`

/** What is still missing or wrong, by the name of its message. */
export type DraftProblem =
  | 'time'
  | 'timeInFuture'
  | 'by'
  | 'needsQueues'
  | 'offset'
  | 'needsGroup'
  | 'sameGroup'
  | 'needsSnapshot'

const MAX_INT64 = 9_223_372_036_854_775_807n

function parseInt64(text: string, { signed }: { signed: boolean }): bigint | null {
  const plain = text.trim().replaceAll(/[,\s_]/g, '')
  if (!(signed ? /^[-+−]?\d{1,19}$/ : /^\d{1,19}$/).test(plain)) return null
  const value = BigInt(plain.replace('−', '-').replace('+', ''))
  return value > MAX_INT64 || value < -MAX_INT64 ? null : value
}

/** The question that the fields ask; or why they do not ask one yet. Pure: the clock comes from outside. */
export function toResetQuestion(
  draft: ResetDraft,
  {
    groupName,
    queues,
    now,
    timeZone,
  }: {
    groupName: string
    /** Of the chosen topic. */
    queues: readonly QueueName[]
    now: Date
    timeZone: string
  },
): { scope: ResetScope; target: ResetTarget } | { problem: DraftProblem } {
  const chosen = queues.filter((queue) => draft.queueKeys.includes(keyOfQueue(queue)))
  const scope: ResetScope = {
    ...(draft.topicName !== null && chosen.length === 0 && { topicNames: [draft.topicName] }),
    ...(draft.topicName !== null &&
      chosen.length > 0 && {
        queues: chosen.map(({ topicName, brokerName, queueId }) => ({ topicName, brokerName, queueId })),
      }),
    ...(draft.brokerNames && { brokerNames: draft.brokerNames }),
  }
  switch (draft.kind) {
    case 'EARLIEST':
    case 'LATEST':
      return { scope, target: { kind: draft.kind } }
    case 'TIME': {
      const at = parseInstant(draft.time, { now, timeZone })
      if (!at) return { problem: 'time' }
      return at > now ? { problem: 'timeInFuture' } : { scope, target: { kind: 'TIME', at } }
    }
    case 'SHIFT': {
      const by = parseInt64(draft.by, { signed: true })
      return by === null || by === 0n ? { problem: 'by' } : { scope, target: { kind: 'SHIFT', by } }
    }
    case 'OFFSETS': {
      if (chosen.length === 0) return { problem: 'needsQueues' }
      const offsets = chosen.map(({ topicName, brokerName, queueId }) => ({
        ...{ topicName, brokerName, queueId },
        queueOffset: parseInt64(draft.offsets[keyOfQueue({ brokerName, queueId })] ?? '', { signed: false }),
      }))
      const known = offsets.flatMap(({ queueOffset, ...queue }) =>
        queueOffset === null ? [] : [{ ...queue, queueOffset }],
      )
      if (known.length < offsets.length) return { problem: 'offset' }
      return { scope, target: { kind: 'OFFSETS', offsets: known } }
    }
    case 'GROUP':
      if (draft.groupName === null) return { problem: 'needsGroup' }
      if (draft.groupName === groupName) return { problem: 'sameGroup' }
      return { scope, target: { kind: 'GROUP', groupName: draft.groupName } }
    case 'SNAPSHOT':
      return draft.snapshotId === null
        ? { problem: 'needsSnapshot' }
        : { scope, target: { kind: 'SNAPSHOT', snapshotId: draft.snapshotId } }
  }
}
