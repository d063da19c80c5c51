import { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { dialHttp } from './dial-http.ts'
import { dialTcp } from './dial-tcp.ts'
import { brokerExporter, type ExporterTarget } from './exporter-url.ts'
import { isAccessDenied, toAppError } from './rocketmq-problem.ts'
import type { MetricsSource, ProxyNode, TestResult, TestStep } from './schema.ts'

export interface TestInput {
  admin: AdminClient
  /** The same without credentials, to see whether the brokers ask for any; null when there are none to leave out. */
  anonymous: AdminClient | null
  signal: AbortSignal
  nameServers: readonly string[]
  clusterNames: readonly string[] | null
  proxies: readonly ProxyNode[]
  controllers: readonly string[]
  metricsSource: MetricsSource
  traceTopics: readonly string[]
}

/** Of one step. Two of them follow on each other, so the whole stays below 10 s. */
const STEP_TIMEOUT_MS = 3_000
const MAX_CLOCK_DIFFERENCE_SEC = 30

type Outcome = Pick<TestStep, 'detail'> & Partial<Pick<TestStep, 'outcome' | 'facts'>>

/** Asks every node at once; a failed step stops no other. Name servers first, for they say which brokers there are. */
export async function runTestSteps(input: TestInput): Promise<TestResult> {
  const { admin, signal, nameServers } = input
  const call = { signal, timeoutMs: STEP_TIMEOUT_MS }
  const infos = new Map<string, ClusterInfo>()
  const independent = Promise.all([...proxySteps(input), ...controllerSteps(input)])
  const nameServerSteps = await Promise.all(
    nameServers.map((address) =>
      step('nameServer', address, signal, async () => {
        const { info, version } = await probeNameServer(admin, address, call)
        infos.set(address, info)
        return { detail: `answers, ${count(info.brokers.length, 'broker')}`, ...(version && { facts: { version } }) }
      }),
    ),
  )
  const info = [...infos.values()].find(({ brokers }) => brokers.length > 0) ?? [...infos.values()][0]
  const first = [...infos.keys()][0]
  const infoStep = await step('clusterInfo', input.clusterNames?.join(', ') ?? 'all', signal, async () =>
    judgeInfo(input, info),
  )
  const servers = info ? allServers(info, input.clusterNames ?? undefined) : []
  const [others, brokerSteps, exporterSteps, traceSteps] = await Promise.all([
    independent,
    Promise.all(servers.map((server) => brokerStep(server, input))),
    Promise.all(
      exporterTargets(input.metricsSource, servers).map(({ target, exporter }) =>
        exporterStep(target, exporter, signal),
      ),
    ),
    Promise.all(input.traceTopics.map((topicName) => traceStep(topicName, first, input))),
  ])
  const steps = [
    ...nameServerSteps,
    infoStep,
    ...brokerSteps,
    ...others,
    ...exporterSteps,
    ...traceSteps,
    clockStep(brokerSteps),
  ]
  return { ok: steps.every(({ outcome }) => outcome !== 'FAILED'), steps, clusterNames: info?.clusterNames ?? [] }
}

async function step(
  name: TestStep['step'],
  target: string,
  signal: AbortSignal,
  ask: () => Promise<Outcome>,
): Promise<TestStep> {
  const startedAt = performance.now()
  const done = (rest: Omit<TestStep, 'step' | 'target' | 'durationMs'>): TestStep => ({
    step: name,
    target,
    durationMs: Math.round(performance.now() - startedAt),
    ...rest,
  })
  try {
    return done({ outcome: 'OK', ...(await ask()) })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (!(error instanceof AppError || error instanceof RocketmqError)) throw error
    const { code, message: detail, facts } = toAppError(error)
    const isRefused = error instanceof BrokerError && isAccessDenied(error)
    return done({
      outcome: 'FAILED',
      detail,
      error: { code, detail, ...(facts.broker && { broker: facts.broker }) },
      ...(isRefused && { facts: { isCredentialAccepted: false, aclKind: aclKindOf(error) } }),
    })
  }
}

/** Brokers and proxies speak the same protocol: the wrong port of the right machine shall be told so. */
async function probeNameServer(admin: AdminClient, address: string, call: { signal: AbortSignal; timeoutMs: number }) {
  try {
    return await admin.nameServers.probe(address, call)
  } catch (error) {
    const isOther = error instanceof BrokerError && error.responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED
    if (!isOther) throw error
    throw new AppError(
      'CLUSTER_REJECTED',
      `${address} is a RocketMQ server, but not a name server.`,
      {},
      { cause: error },
    )
  }
}

async function judgeInfo({ clusterNames }: TestInput, info: ClusterInfo | undefined): Promise<Outcome> {
  if (!info) throw new AppError('CLUSTER_UNREACHABLE', 'No name server answers.')
  if (info.brokers.length === 0) throw new AppError('NOT_FOUND', 'No broker is registered at the name servers.')
  const missing = (clusterNames ?? []).filter((name) => !info.clusterNames.includes(name))
  if (missing.length > 0) {
    throw new AppError('NOT_FOUND', `The name servers know ${info.clusterNames.join(', ')}, not ${missing.join(', ')}.`)
  }
  return { detail: `${info.clusterNames.join(', ')}: ${count(info.brokers.length, 'broker')}` }
}

function brokerStep(server: Server, { admin, anonymous, signal }: TestInput): Promise<TestStep> {
  const name = server.brokerId === 0 ? 'broker' : 'slave'
  const target = server.address
  return step(name, target, signal, async () => {
    const call = { signal, timeoutMs: STEP_TIMEOUT_MS }
    const [probe, aclKind] = await Promise.all([
      admin.brokers.probe(server, call),
      anonymous && findAclKind(anonymous, server, call),
    ])
    const kind = aclKind ?? (anonymous ? undefined : 'none')
    const mapped = server.announcedAddress === server.address ? '' : `, announced as ${server.announcedAddress}`
    const clockDifferenceSec = clockDifference(probe.runtime)
    return {
      detail: `${server.brokerName} answers${mapped}${kind && kind !== 'none' ? ', credentials accepted' : ''}`,
      facts: {
        ...(probe.version && { version: probe.version }),
        ...(kind && { aclKind: kind }),
        ...(kind && kind !== 'none' && { isCredentialAccepted: true }),
        ...(clockDifferenceSec !== null && { clockDifferenceSec }),
      },
    }
  })
}

/** Does this broker ask for credentials, and of which kind? Null when it did not say. */
async function findAclKind(
  anonymous: AdminClient,
  server: Server,
  call: { signal: AbortSignal; timeoutMs: number },
): Promise<'none' | 'acl1' | 'acl2' | null> {
  try {
    await anonymous.brokers.getRuntime(server, call)
    return 'none'
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    return error instanceof BrokerError && isAccessDenied(error) ? aclKindOf(error) : null
  }
}

/** ACL 1.0 names its exception in the remark, ACL 2.0 answers code 16 with a sentence. */
const aclKindOf = (error: BrokerError) => (error.remark.includes('AclException') ? 'acl1' : 'acl2')

/** Broker's clock minus ours in seconds, from its boot time and the whole seconds it says it runs. Null when it does not say. */
function clockDifference(runtime: Readonly<Record<string, string>>): number | null {
  const bootMs = Number(runtime.bootTimestamp)
  const parts = /(\d+) days, (\d+) hours, (\d+) minutes, (\d+) seconds/.exec(runtime.runtime ?? '')
  if (!parts || !Number.isFinite(bootMs) || bootMs <= 0) return null
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(Number)
  const runMs = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  // The broker cut its run time down to the second: the middle of that second is the best guess.
  return Math.round((bootMs + runMs + 500 - Date.now()) / 1000)
}

function clockStep(brokerSteps: readonly TestStep[]): TestStep {
  const known = brokerSteps.flatMap(({ target, facts }) =>
    facts?.clockDifferenceSec === undefined ? [] : [{ target, differenceSec: facts.clockDifferenceSec }],
  )
  known.sort((a, b) => Math.abs(b.differenceSec) - Math.abs(a.differenceSec))
  const [worst] = known
  const base = { step: 'clock', durationMs: 0 } as const
  if (!worst) return { ...base, target: 'brokers', outcome: 'SKIPPED', detail: 'No broker told its time.' }
  const { target, differenceSec } = worst
  // What is known to the second may be one second more.
  const detail = `at most ${count(Math.abs(differenceSec) + 1, 'second')} between the brokers' clocks and ours`
  const facts = { clockDifferenceSec: differenceSec }
  if (Math.abs(differenceSec) <= MAX_CLOCK_DIFFERENCE_SEC) return { ...base, target, outcome: 'OK', detail, facts }
  const error = { code: 'CONFLICT', detail: 'Searches by time and ages of messages will be off by as much.' }
  return { ...base, target, outcome: 'FAILED', detail, facts, error }
}

const proxySteps = ({ proxies, signal }: TestInput) =>
  proxies.flatMap(({ name, grpc, remoting }) => [
    step('proxy', grpc, signal, () => dialStep(grpc, `${name}: gRPC port is open`, signal)),
    step('proxy', remoting, signal, () => dialStep(remoting, `${name}: remoting port is open`, signal)),
  ])
const controllerSteps = ({ controllers, signal }: TestInput) =>
  controllers.map((address) => step('controller', address, signal, () => dialStep(address, 'port is open', signal)))

async function dialStep(address: string, detail: string, signal: AbortSignal): Promise<Outcome> {
  await dialTcp(address, { timeoutMs: STEP_TIMEOUT_MS, signal })
  return { detail }
}

/** What would be read for metrics: one endpoint per node, or one Prometheus. */
function exporterTargets(
  source: MetricsSource,
  servers: readonly Server[],
): { target: string; exporter: ExporterTarget }[] {
  if (source.kind === 'none') return []
  if (source.kind === 'prometheus') {
    return [{ target: source.url, exporter: { state: 'ASK', url: `${source.url.replace(/\/$/, '')}/-/ready` } }]
  }
  // Version and settings, which say more of a broker, are not known yet.
  return servers.map(({ address, announcedAddress }) => ({
    target: address,
    exporter: brokerExporter({ address, announcedAddress, version: null, exporter: null }, source),
  }))
}

/** An exporter that does not answer is no failure: it is optional, and what needs it will say so. */
async function exporterStep(target: string, exporter: ExporterTarget, signal: AbortSignal): Promise<TestStep> {
  const result = await step('exporter', target, signal, async () => {
    if (exporter.state !== 'ASK') throw new AppError('CLUSTER_REJECTED', exporter.detail)
    const { url } = exporter
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(STEP_TIMEOUT_MS)])
    try {
      const response = await dialHttp(new URL(url), { signal: deadline })
      response.destroy()
      if (response.statusCode !== 200) throw new AppError('CLUSTER_REJECTED', `${url} answered ${response.statusCode}.`)
      return { detail: `${url} answers` }
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      throw new AppError(
        'CLUSTER_UNREACHABLE',
        `${url} does not answer. Numbers that only it has stay unknown.`,
        {},
        { cause },
      )
    }
  })
  return result.outcome === 'FAILED' ? { ...result, outcome: 'SKIPPED' } : result
}

function traceStep(topicName: string, nameServer: string | undefined, { admin, signal }: TestInput): Promise<TestStep> {
  return step('traceTopic', topicName, signal, async () => {
    if (!nameServer) return { outcome: 'SKIPPED', detail: 'No name server to ask.' }
    const route = await admin.topics.getRoute(nameServer, topicName, { signal, timeoutMs: STEP_TIMEOUT_MS })
    if (route) return { detail: `exists, ${count(route.queues.length, 'broker')}` }
    return { outcome: 'SKIPPED', detail: 'There is no such topic: message traces will be empty.' }
  })
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`
