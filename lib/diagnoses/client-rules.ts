import { placeOf } from '#lib/monitoring/consume-threads.ts'
import type { ClientFacts, DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'
import { idleMs, isIdle } from './is-idle.ts'

/** Who is online, do they answer, do they consume, and do they agree? */
export function clientRules(facts: DiagnosisFacts): Finding[] {
  return [
    ...serversRule(facts),
    ...onlineRule(facts),
    ...threadsRule(facts),
    ...subscriptionsRule(facts),
    ...versionsRule(facts),
  ]
}

function serversRule({ silent, serversAsked }: DiagnosisFacts): Finding[] {
  const check = 'SERVERS'
  if (silent.length === 0) return [{ check, verdict: 'OK', cause: 'SERVERS_ANSWER', params: { count: serversAsked } }]
  return [
    {
      check,
      verdict: 'BAD',
      cause: 'SERVERS_SILENT',
      params: { names: silent.map(({ name }) => name).join(', ') },
      evidence: silent.map(({ name, ...rest }) => evidence(name, rest)),
      link: '/nodes',
    },
  ]
}

function onlineRule({ clients, silent, progress, group }: DiagnosisFacts): Finding[] {
  const check = 'CLIENTS'
  const link = 'clients'
  const rows = clients.map(({ clientId, protocol, brokers, proxies }) =>
    evidence(clientId, { protocol, brokers: brokers.join(', ') || '–', proxies: proxies.join(', ') || '–' }),
  )
  if (clients.length === 0) {
    if (silent.length > 0) return [{ check, verdict: 'NOT_CHECKABLE', cause: 'CLIENTS_UNKNOWN', link }]
    const lag = progress?.totals.lag ?? group.lag.value
    if (lag === null) return [{ check, verdict: 'WARN', cause: 'NO_CLIENT_LAG_UNKNOWN', link }]
    return [{ check, verdict: lag > 0n ? 'BAD' : 'WARN', cause: 'NO_CLIENT', params: { lag: Number(lag) }, link }]
  }
  // A remoting client keeps a connection to every broker of its topics; gRPC ones have only that to their proxy.
  const expected = new Set(clients.filter(({ protocol }) => protocol === 'remoting').flatMap(({ brokers }) => brokers))
  const missing = clients.filter(({ protocol, brokers }) => protocol === 'remoting' && brokers.length < expected.size)
  if (missing.length > 0) {
    return [
      {
        check,
        verdict: 'WARN',
        cause: 'CLIENTS_NOT_ON_EVERY_BROKER',
        params: { count: missing.length, clients: clients.length },
        evidence: missing.map(({ clientId, brokers }) =>
          evidence(clientId, {
            connected: brokers.join(', ') || '–',
            missing: [...expected].filter((name) => !brokers.includes(name)).join(', '),
          }),
        ),
        link,
      },
    ]
  }
  return [{ check, verdict: 'OK', cause: 'CLIENTS_ONLINE', params: { count: clients.length }, evidence: rows }]
}

function threadsRule({ clients, at }: DiagnosisFacts): Finding[] {
  const check = 'THREADS'
  const link = 'clients'
  if (clients.length === 0) return []
  const isStanding = ({ standing }: ClientFacts) => (standing?.length ?? 0) > 0
  const stuck = clients.filter(
    (client) => isIdle(client, at) && (client.isHung === true || client.standingAt !== null || isStanding(client)),
  )
  const idle = clients.filter((client) => isIdle(client, at) && !stuck.includes(client))
  // Others of its threads consume.
  const standing = clients.filter((client) => client.standingAt !== null && !isIdle(client, at))
  const silent = clients.filter(({ answer }) => answer === 'SILENT')
  const findings: Finding[] = []
  const rowsOf = (client: ClientFacts) => {
    const { clientId, queues, lag, cached, lastConsumeAt } = client
    return [
      evidence(clientId, { queues, lag, cachedMessages: cached, lastConsumeAt }),
      ...(client.standing ?? []).map(({ name, state, count, frames }) =>
        evidence(name, { state, threads: count }, frames),
      ),
    ]
  }
  const placeIn = (those: readonly ClientFacts[]) => {
    const [seen] = those.flatMap(({ standing }) => standing ?? []).map(({ frames }) => placeOf(frames))
    const [sampled] = those.flatMap(({ standingAt }) => standingAt ?? [])
    return seen ?? sampled ?? '–'
  }
  if (stuck.length > 0) {
    const minutes = Math.round(Math.max(...stuck.map((client) => idleMs(client, at) ?? 0)) / 60_000)
    const params = { count: stuck.length, clients: clients.length, minutes, place: placeIn(stuck) }
    findings.push({ check, verdict: 'BAD', cause: 'CLIENT_STUCK', params, evidence: stuck.flatMap(rowsOf), link })
  }
  if (standing.length > 0) {
    const params = { count: standing.length, clients: clients.length, place: placeIn(standing) }
    findings.push({ check, verdict: 'BAD', cause: 'THREAD_STUCK', params, evidence: standing.flatMap(rowsOf), link })
  }
  if (idle.length > 0) {
    findings.push({
      check,
      verdict: 'WARN',
      cause: 'CLIENT_IDLE',
      params: { count: idle.length, clients: clients.length },
      evidence: idle.flatMap(rowsOf),
      link,
    })
  }
  if (silent.length > 0) {
    const rows = silent.map(({ clientId, language, version }) => evidence(clientId, { language, version }))
    const params = { count: silent.length, clients: clients.length }
    findings.push({ check, verdict: 'WARN', cause: 'CLIENTS_SILENT', params, evidence: rows, link })
  }
  if (findings.length > 0) return findings
  const answered = clients.filter(({ answer }) => answer === 'ANSWERED')
  if (answered.length === 0)
    return [
      {
        check,
        verdict: 'NOT_CHECKABLE',
        cause: 'CLIENTS_SILENT',
        params: { count: clients.length, clients: clients.length },
      },
    ]
  return [
    {
      check,
      verdict: 'OK',
      cause: 'THREADS_MOVE',
      params: { count: answered.length },
      evidence: answered.flatMap(rowsOf),
    },
  ]
}

function subscriptionsRule({
  subscriptions: { consistency, reason, sets, unread },
  clients,
}: DiagnosisFacts): Finding[] {
  const check = 'SUBSCRIPTIONS'
  const link = 'subscriptions'
  const rows = sets.map(({ subscriptions, clientIds, since }) =>
    // Of what servers told to and fro (203) nobody says whose it is.
    evidence(clientIds.join(', ') || '203', {
      ...Object.fromEntries(
        subscriptions.map(({ topicName, expressionType, expression }) => [
          topicName,
          `${expressionType} ${expression}`,
        ]),
      ),
      ...(since && { since }),
    }),
  )
  if (consistency === null) return []
  if (consistency === 'INCONSISTENT') {
    const others = sets.slice(1).reduce((sum, { clientIds }) => sum + clientIds.length, 0)
    const params = { count: others, clients: clients.length, sets: sets.length }
    return [{ check, verdict: 'BAD', cause: 'SUBSCRIPTIONS_DIFFER', params, evidence: rows, link }]
  }
  if (consistency === 'UNKNOWN') {
    const params = { count: unread.length, clients: clients.length, reason: reason ?? '–' }
    return [{ check, verdict: 'NOT_CHECKABLE', cause: 'SUBSCRIPTIONS_UNKNOWN', params, evidence: rows, link }]
  }
  return [{ check, verdict: 'OK', cause: 'SUBSCRIPTIONS_ALIKE', params: { count: clients.length }, evidence: rows }]
}

function versionsRule({ clients }: DiagnosisFacts): Finding[] {
  const check = 'VERSIONS'
  if (clients.length === 0) return []
  const atRisk = clients.flatMap(({ clientId, language, version, risk }) =>
    risk ? [{ version, row: evidence(clientId, { language, version, risk: risk.risk, advice: risk.advice }) }] : [],
  )
  if (atRisk.length === 0) {
    const versions = [...new Set(clients.map(({ language, version }) => `${language} ${version || '?'}`))]
    return [{ check, verdict: 'OK', cause: 'VERSIONS_FINE', params: { versions: versions.join(', ') } }]
  }
  return [
    {
      check,
      verdict: 'WARN',
      cause: 'VERSION_AT_RISK',
      params: {
        count: atRisk.length,
        clients: clients.length,
        versions: [...new Set(atRisk.map(({ version }) => version))].join(', '),
      },
      evidence: atRisk.map(({ row }) => row),
      link: 'clients',
    },
  ]
}
