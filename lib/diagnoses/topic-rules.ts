import type { DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'

/** Do the topics fit the way the group reads, and do their brokers take messages? */
export function topicRules(facts: DiagnosisFacts): Finding[] {
  return [...fitRule(facts), ...brokersRule(facts)]
}

function fitRule({ topics, group, subscriptions }: DiagnosisFacts): Finding[] {
  const check = 'TOPIC_FIT'
  const link = 'subscriptions'
  const delivery = group.isOrdered === null ? '?' : group.isOrdered ? 'ordered' : 'concurrent'
  const rowOf = ({ topicName, type, permission, brokerNames }: (typeof topics)[number]) =>
    evidence(topicName, {
      type: type ?? '–',
      permission: permission ?? '–',
      brokers: brokerNames.join(', ') || '–',
      delivery,
    })
  const findings: Finding[] = []
  const add = (cause: Finding['cause'], verdict: Finding['verdict'], rows: typeof topics) => {
    if (rows.length === 0) return
    const params = { topics: rows.map(({ topicName }) => topicName).join(', ') }
    findings.push({ check, verdict, cause, params, evidence: rows.map(rowOf), link })
  }
  const misfits = topics.filter(({ isWrongFit }) => isWrongFit === true)
  add(
    'FIFO_READ_CONCURRENTLY',
    'BAD',
    misfits.filter(({ type }) => type === 'FIFO'),
  )
  add(
    'NORMAL_READ_IN_ORDER',
    'WARN',
    misfits.filter(({ type }) => type !== 'FIFO'),
  )
  const subscribed = new Set(subscriptions.items.filter(({ isOnline }) => isOnline).map(({ topicName }) => topicName))
  add(
    'TOPIC_MISSING',
    'BAD',
    topics.filter(({ type, topicName }) => type === null && subscribed.has(topicName)),
  )
  add(
    'TOPIC_NOT_READABLE',
    'BAD',
    topics.filter(({ permission }) => permission === 'W' || permission === 'NONE'),
  )
  if (findings.length > 0 || topics.length === 0) return findings
  return [{ check, verdict: 'OK', cause: 'TOPICS_FIT', params: { count: topics.length }, evidence: topics.map(rowOf) }]
}

function brokersRule({ brokers }: DiagnosisFacts): Finding[] {
  const check = 'BROKERS'
  const link = '/nodes'
  if (brokers.length === 0) return []
  const rowOf = ({ brokerName, canWrite, rejectedPerSecond }: (typeof brokers)[number]) =>
    evidence(brokerName, { canWrite, rejectedPerSecond })
  const rejecting = brokers.filter(({ rejectedPerSecond }) => (rejectedPerSecond ?? 0) > 0)
  const blocked = brokers.filter(({ canWrite }) => canWrite === false)
  const names = (rows: typeof brokers) => ({ names: rows.map(({ brokerName }) => brokerName).join(', ') })
  const findings: Finding[] = []
  if (rejecting.length > 0) {
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'BROKER_REJECTS',
      params: names(rejecting),
      evidence: rejecting.map(rowOf),
      link,
    })
  }
  if (blocked.length > 0) {
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'BROKER_NOT_WRITABLE',
      params: names(blocked),
      evidence: blocked.map(rowOf),
      link,
    })
  }
  if (findings.length > 0) return findings
  return [
    { check, verdict: 'OK', cause: 'BROKERS_FREE', params: { count: brokers.length }, evidence: brokers.map(rowOf) },
  ]
}
