import type { ProgressRow } from '#lib/groups/schema.ts'
import type { DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'

/** A group whose oldest message is this near to the oldest that is stored loses messages soon. */
const RETENTION_RATIO = 0.8
/** In a young cluster everything is near the oldest message, and nothing is deleted yet. */
const LEAST_KEPT_MS = 24 * 3_600_000
/** Of what a client consumed. */
const FAILING_RATIO = 0.05

/** Where it stands: queues, failures, how long messages are kept yet, lag. */
export function progressRules(facts: DiagnosisFacts): Finding[] {
  return [...queuesRule(facts), ...failuresRule(facts), ...retentionRule(facts), ...lagRule(facts)]
}

const queueName = ({ topicName, brokerName, queueId }: ProgressRow) => `${topicName} ${brokerName} ${queueId}`
const queueRow = (row: ProgressRow) =>
  evidence(queueName(row), {
    lag: row.lag,
    lagTimeMs: row.lagTimeMs,
    consumerOffset: row.consumerOffset,
    brokerOffset: row.brokerOffset,
    ownerClientId: row.ownerClientId,
  })
const mostLagFirst = (a: ProgressRow, b: ProgressRow) => Number((b.lag ?? 0n) - (a.lag ?? 0n))

function queuesRule({ progress, clients }: DiagnosisFacts): Finding[] {
  const check = 'QUEUES'
  const link = 'progress'
  if (!progress) return [{ check, verdict: 'NOT_CHECKABLE', cause: 'QUEUES_NOT_KNOWN', link }]
  if (clients.length === 0) return []
  const own = progress.items.filter(({ kind }) => kind === 'SUBSCRIBED')
  const findings: Finding[] = []
  const { ownership, owners } = progress
  const allAnswered = owners.asked === clients.length && owners.answered === owners.asked
  const orphans = own.filter(({ ownerClientId }) => ownerClientId === null)
  if (ownership === 'EXCLUSIVE' && allAnswered && orphans.length > 0) {
    const waiting = orphans.some(({ lag }) => (lag ?? 0n) > 0n)
    findings.push({
      check,
      verdict: waiting ? 'BAD' : 'WARN',
      cause: 'QUEUES_WITHOUT_OWNER',
      params: { count: orphans.length, queues: own.length },
      evidence: orphans.toSorted(mostLagFirst).map(queueRow),
      link,
    })
  }
  const hot = own.filter(({ isHot }) => isHot)
  if (hot.length > 0) {
    const params = { count: hot.length, queues: own.length }
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'HOT_QUEUE',
      params,
      evidence: hot.toSorted(mostLagFirst).map(queueRow),
      link,
    })
  }
  if (ownership === 'EXCLUSIVE' && own.length > 0 && clients.length > own.length) {
    const params = { clients: clients.length, queues: own.length, idle: clients.length - own.length }
    findings.push({ check, verdict: 'WARN', cause: 'MORE_CLIENTS_THAN_QUEUES', params, link })
  }
  if (findings.length > 0) return findings
  if (ownership === 'UNKNOWN' || (ownership === 'EXCLUSIVE' && !allAnswered)) {
    return [{ check, verdict: 'NOT_CHECKABLE', cause: 'QUEUES_NOT_KNOWN', link }]
  }
  return [{ check, verdict: 'OK', cause: 'QUEUES_SHARED_OUT', params: { queues: own.length, clients: clients.length } }]
}

function failuresRule({ clients, group, retry, progress }: DiagnosisFacts): Finding[] {
  const check = 'FAILURES'
  const link = 'retry'
  const findings: Finding[] = []
  const statuses = clients.flatMap(({ clientId, topics }) =>
    topics.map((topic) => ({ clientId, ...topic, failed: topic.consumeFailedTps ?? 0, ok: topic.consumeOkTps ?? 0 })),
  )
  const failing = statuses.filter(({ failed, ok, consumeFailedLastHour }) =>
    failed > 0 ? failed / (failed + ok) >= FAILING_RATIO : (consumeFailedLastHour ?? 0n) > 0n && ok === 0,
  )
  const rowOf = (row: (typeof statuses)[number]) =>
    evidence(`${row.clientId} ${row.topicName}`, {
      consumeRtMs: row.consumeRtMs,
      consumeOkTps: row.consumeOkTps,
      consumeFailedTps: row.consumeFailedTps,
      consumeFailedLastHour: row.consumeFailedLastHour,
    })
  if (failing.length > 0) {
    const count = new Set(failing.map(({ clientId }) => clientId)).size
    const params = {
      count,
      clients: clients.length,
      topics: [...new Set(failing.map(({ topicName }) => topicName))].join(', '),
    }
    findings.push({ check, verdict: 'BAD', cause: 'CONSUMPTION_FAILS', params, evidence: failing.map(rowOf), link })
  }
  const retryLag = progress?.totals.retryLag ?? group.retryLag.value
  const sums = evidence(group.groupName, {
    retryLag,
    retryMessages: retry?.totals.retry,
    deadLetters: retry?.totals.deadLetters ?? group.deadLetters.value,
    newDeadLetters24h: group.newDeadLetters24h.value,
    maxRetries: group.maxRetries,
  })
  const fresh = group.newDeadLetters24h.value ?? 0n
  if (fresh > 0n) {
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'DEAD_LETTERS_GROW',
      params: { count: Number(fresh) },
      evidence: [sums],
      link,
    })
  }
  if ((retryLag ?? 0n) > 0n) {
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'RETRIES_WAIT',
      params: { count: Number(retryLag) },
      evidence: [sums],
      link,
    })
  }
  if (findings.length > 0) return findings
  return [{ check, verdict: 'OK', cause: 'NOTHING_FAILS', evidence: [sums, ...statuses.map(rowOf)] }]
}

function retentionRule({ progress, brokers, at, group }: DiagnosisFacts): Finding[] {
  const check = 'RETENTION'
  const link = 'progress'
  if (group.model === 'BROADCASTING') return []
  const items = progress?.items ?? []
  const gone = items.filter(({ isBelowMin }) => isBelowMin)
  if (gone.length > 0) {
    const rows = gone.map((row) =>
      evidence(queueName(row), { consumerOffset: row.consumerOffset, minOffset: row.minOffset, lag: row.lag }),
    )
    return [
      { check, verdict: 'WARN', cause: 'MESSAGES_ALREADY_GONE', params: { count: gone.length }, evidence: rows, link },
    ]
  }
  const oldest = brokers
    .flatMap(({ oldestMessageAt }) => oldestMessageAt ?? [])
    .sort((a, b) => b.getTime() - a.getTime())[0]
  const lagTimeMs = worstLagTime(items) ?? group.lagTimeMs.value
  if (!oldest || lagTimeMs === null) return [{ check, verdict: 'NOT_CHECKABLE', cause: 'RETENTION_UNKNOWN', link }]
  const keptMs = at.getTime() - oldest.getTime()
  const rows = [evidence(group.groupName, { lagTimeMs, oldestMessageAt: oldest })]
  const percent = keptMs > 0 ? Math.min(100, Math.round((lagTimeMs / keptMs) * 100)) : 0
  const isNear = keptMs >= LEAST_KEPT_MS && lagTimeMs / keptMs > RETENTION_RATIO
  return [
    {
      check,
      verdict: isNear ? 'BAD' : 'OK',
      cause: isNear ? 'MESSAGES_LOST_SOON' : 'RETENTION_FAR',
      params: { percent },
      evidence: rows,
      ...(isNear && { link }),
    },
  ]
}

function worstLagTime(items: readonly ProgressRow[]): number | null {
  const known = items.flatMap(({ lagTimeMs }) => lagTimeMs ?? [])
  return known.length === 0 ? null : Math.max(...known)
}

function lagRule({ group, progress, sampledAt }: DiagnosisFacts): Finding[] {
  const check = 'LAG'
  const link = 'progress'
  if (group.model === 'BROADCASTING') return [{ check, verdict: 'OK', cause: 'BROADCAST' }]
  if (progress?.isNeverConsumed) return [{ check, verdict: 'WARN', cause: 'NEVER_CONSUMED', link }]
  const lag = progress?.totals.lag ?? group.lag.value
  if (lag === null) return [{ check, verdict: 'NOT_CHECKABLE', cause: 'LAG_UNKNOWN', link }]
  const rows = [
    evidence(group.groupName, {
      lag,
      isAtLeast: progress?.totals.isAtLeast ?? null,
      lagTimeMs: worstLagTime(progress?.items ?? []) ?? group.lagTimeMs.value,
      trend: group.trend,
      drainSeconds: group.drainSeconds.value,
      ackTps: group.ackTps.value,
      sampledAt,
    }),
    ...(progress?.items ?? [])
      .filter((row) => (row.lag ?? 0n) > 0n)
      .toSorted(mostLagFirst)
      .map(queueRow),
  ]
  const params = { lag: Number(lag) }
  if (lag <= 0n) return [{ check, verdict: 'OK', cause: 'UP_TO_DATE', evidence: rows }]
  const grows = group.trend === 'UP' || group.drainSeconds.reason === 'NEVER_DRAINS'
  return [{ check, verdict: grows ? 'BAD' : 'WARN', cause: grows ? 'GROWS' : 'BEHIND', params, evidence: rows, link }]
}
