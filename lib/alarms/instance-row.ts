import { z } from 'zod'
import type { AlarmInstance as InstanceRow } from '#lib/db/generated/client.ts'
import type { AlarmObject, AlarmState, CloseReason, Severity } from './schema.ts'
import { severities } from './schema.ts'
import type { InstanceState } from './step-instance.ts'

const Changes = z.array(z.coerce.date()).catch([])

/** What the state machine goes on from. */
export function toState(row: InstanceRow): InstanceState {
  const { acknowledgedBy, acknowledgedAt, acknowledgeNote, acknowledgeUntil } = row
  return {
    // Words of ours, written by the evaluation.
    state: row.state as AlarmState,
    closeReason: row.closeReason as CloseReason | null,
    severity: row.severity as Severity | null,
    row: row.rowIndex,
    value: row.value,
    valueAt: row.valueAt,
    threshold: row.threshold,
    peakValue: row.peakValue,
    peakSeverity: row.peakSeverity as Severity | null,
    since: row.since,
    firedAt: row.firedAt,
    lastSeenAt: row.lastSeenAt,
    endedAt: row.endedAt,
    judgedAt: row.judgedAt,
    truePeriods: row.truePeriods,
    clearedMs: row.clearedMs,
    noDataPeriods: row.noDataPeriods,
    errorMs: row.errorMs,
    changes: changesOf(row),
    isFlapping: row.isFlapping,
    sends: row.sends,
    notifiedSeverity: row.notifiedSeverity as Severity | null,
    lastNoticeAt: row.lastNoticeAt,
    nextRepeatAt: row.nextRepeatAt,
    repeatWaitMs: row.repeatWaitMs,
    acknowledged:
      acknowledgedBy !== null && acknowledgedAt !== null
        ? { by: acknowledgedBy, at: acknowledgedAt, note: acknowledgeNote, until: acknowledgeUntil }
        : null,
  }
}

export const changesOf = (row: Pick<InstanceRow, 'changes'>): Date[] => Changes.parse(row.changes)

/** Columns of what the state machine says, but for the acknowledgement, which people write. */
export function stateColumns(state: InstanceState) {
  const { row: rowIndex, changes, acknowledged: _, ...columns } = state
  return {
    ...columns,
    rowIndex,
    severityRank: state.severity === null ? -1 : severities.indexOf(state.severity),
    changes: changes.map((at) => at.toISOString()),
  }
}

export function objectOf(row: InstanceRow): AlarmObject {
  const { brokerName, address, namespace, topicName, groupName, clientId } = row
  return {
    level: row.level as AlarmObject['level'], // written by the evaluation
    ...(brokerName !== '' && { brokerName }),
    ...(address !== '' && { address }),
    ...(namespace !== '' && { namespace }),
    ...(topicName !== '' && { topicName }),
    ...(groupName !== '' && { groupName }),
    ...(clientId !== '' && { clientId }),
  }
}

/** Names of an object as columns; those that do not apply are empty. */
export const objectColumns = ({ brokerName, address, namespace, topicName, groupName, clientId }: AlarmObject) => ({
  brokerName: brokerName ?? '',
  address: address ?? '',
  namespace: namespace ?? '',
  topicName: topicName ?? '',
  groupName: groupName ?? '',
  clientId: clientId ?? '',
})

/** One is open at a time. */
export const openKeyOf = (ruleId: string, clusterId: string, objectKey: string): string =>
  `${ruleId} ${clusterId} ${objectKey}`
