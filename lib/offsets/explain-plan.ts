import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Scope } from './find-scope.ts'
import { resetCommand } from './mqadmin-command.ts'
import type { GroupFacts } from './read-facts.ts'
import { type PlanInput, type ResetPlan, totalsOf } from './reset-plan.ts'
import type { ResetWarning, ResetWarningCode } from './schema.ts'

interface Explained {
  cluster: LiveCluster
  facts: GroupFacts
  input: PlanInput
  found: Scope
  leftOut: readonly ResetWarningCode[]
}

/** What a person should know before it is done, worst first; and the command that does the same. */
export function explainPlan(
  plan: ResetPlan,
  { cluster, facts, input, found, leftOut }: Explained,
): { warnings: ResetWarning[]; command: string } {
  const { skips, repeats } = totalsOf(plan.queues)
  const warnings: ResetWarning[] = []
  const warn = (code: ResetWarningCode, params: ResetWarning['params'] = {}) => warnings.push({ code, params })
  const of = (mechanism: ResetPlan['mechanism']) => plan.queues.filter((queue) => queue.mechanism === mechanism)
  const brokers = (queues: ResetPlan['queues']) =>
    [...new Set(queues.map(({ brokerName }) => brokerName))].sort().join(', ')

  if (skips > 0n) {
    const queues = plan.queues.filter(({ effect }) => effect === 'SKIPS').length
    warn('SKIPS', { messages: skips.toString(), queues })
  }
  if (repeats > 0n) {
    const queues = plan.queues.filter(({ effect }) => effect === 'REPEATS').length
    warn('REPEATS', { messages: repeats.toString(), queues })
  }
  if (isOrdered(facts, found)) warn('ORDERED')
  if (plan.isOnline && plan.inflight !== null && plan.inflight > 0n) {
    warn('INFLIGHT', { messages: plan.inflight.toString() })
  }
  const pushed = of('CLIENTS')
  if (pushed.length > 0) {
    warn('PUSHED', { clients: plan.onlineClients, brokers: brokers(pushed) })
    const grpc = facts.live.online.clients.filter(({ protocol }) => protocol === 'grpc').length
    if (grpc > 0) warn('PUSH_MISSES_GRPC', { clients: grpc })
    if (pushed.some(({ note }) => note === 'NEAREST')) warn('NEAREST')
  }
  const committed = of('COMMIT')
  if (committed.length > 0) warn('COMMITTED', { brokers: brokers(committed) })
  if (of('BROKER').length > 0 && plan.isOnline) warn('NEXT_PULL', { clients: plan.onlineClients })
  if (facts.live.partial.length > 0) {
    warn('CLIENTS_UNKNOWN', {
      servers: facts.live.partial.map(({ brokerName, address }) => brokerName ?? address).join(', '),
    })
  }
  if (found.otherBrokers.length > 0) warn('ONLY_BROKERS', { brokers: found.otherBrokers.join(', ') })
  for (const [code, all] of Map.groupBy(leftOut, (each) => each)) warn(code, { count: all.length })
  const neverCommitted = plan.queues.filter(({ currentOffset }) => currentOffset === null).length
  if (neverCommitted > 0) warn('NO_UNDO_NEVER_CONSUMED', { count: neverCommitted })
  if (facts.found.entry.item.consumeEnable === false) warn('OFF')
  return { warnings, command: resetCommand(cluster.nameServers, input, plan, found) }
}

/** Order is per queue or per message group, and goes back to where the reset leads. */
function isOrdered({ found: { entry } }: GroupFacts, { topics }: Scope): boolean {
  return entry.item.isOrdered === true || topics.some(({ config }) => config.attributes['message.type'] === 'FIFO')
}
