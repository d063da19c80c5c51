import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import type { CallOptions } from '#lib/rocketmq/admin/server.ts'
import type { TopicRoute } from '#lib/rocketmq/admin/topics.ts'
import { isFateUnknown, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ORDER_NAMESPACE } from './get-topic-route.ts'
import type { DeleteTopicStep } from './schema.ts'
import type { TopicRow } from './topic-rows.ts'

interface DeleteRoutesInput {
  topicName: string
  /** RocketMQ clusters whose brokers lose it; those of others behind the same name server keep their routes. */
  clusterNames: readonly string[]
  row: TopicRow | null
  /** False: a name server that knows nothing of the topic is left alone. */
  isRequired: boolean
}

/** The oldest name server that is known to keep the routes of other RocketMQ clusters (216 with `clusterName`). */
const SCOPED_SINCE = [4, 9, 7] as const

/**
 * Makes every name server forget the route of a topic to the brokers of some RocketMQ clusters, then its order entry. The entry
 * waits for the route: without a route nobody reads it.
 *
 * @returns `foundAny`: some name server knew a route of these clusters or an order entry, or could not be asked
 */
export async function deleteRoutes(
  cluster: LiveCluster,
  input: DeleteRoutesInput,
  options: CallOptions,
): Promise<{ steps: DeleteTopicStep[]; foundAny: boolean }> {
  const each = await Promise.all(cluster.nameServers.map((address) => deleteFrom(cluster, address, input, options)))
  return { steps: each.flatMap(({ steps }) => steps), foundAny: each.some(({ found }) => found) }
}

async function deleteFrom(
  cluster: LiveCluster,
  address: string,
  { topicName, clusterNames, row, isRequired }: DeleteRoutesInput,
  options: CallOptions,
): Promise<{ steps: DeleteTopicStep[]; found: boolean }> {
  const { admin } = cluster
  const routeStep = { step: 'NAME_SERVER', target: address } as const
  const entryStep = { step: 'ORDER_ENTRY', target: address } as const
  let route: TopicRoute | null
  let entry: string | null
  try {
    ;[route, entry] = await Promise.all([
      admin.topics.getRoute(address, topicName, options),
      admin.nameServers.getKvConfig(address, ORDER_NAMESPACE, topicName, options),
    ])
  } catch (error) {
    return { steps: [{ ...routeStep, outcome: 'FAILED', error: errorOf(error) }], found: true }
  }
  const brokers = route?.brokers ?? []
  const owned = brokers.filter(({ clusterName }) => clusterNames.includes(clusterName))
  const foreign = brokers.filter(({ clusterName }) => !clusterNames.includes(clusterName))
  const found = owned.length > 0 || (entry !== null && foreign.length === 0)
  if (!found && !isRequired) return { steps: [], found }

  const steps: DeleteTopicStep[] = []
  try {
    if (foreign.length > 0) await requireScoped(cluster, address, foreign[0]?.clusterName ?? '', options)
    for (const clusterName of clusterNames) await admin.topics.deleteRoute(address, { topicName, clusterName }, options)
    steps.push({ ...routeStep, outcome: 'DONE' })
  } catch (error) {
    steps.push({ ...routeStep, outcome: outcomeOf(error), error: errorOf(error) })
    if (entry !== null) steps.push({ ...entryStep, outcome: 'NOT_STARTED' })
    return { steps, found }
  }
  if (entry === null) return { steps, found }
  try {
    const ours = new Set([...owned.map(({ brokerName }) => brokerName), ...(row?.brokerNames ?? [])])
    const rest = foreign.length === 0 ? [] : entry.split(';').filter((part) => !ours.has(part.split(':')[0] ?? ''))
    const key = { namespace: ORDER_NAMESPACE, key: topicName }
    if (rest.length === 0) await admin.nameServers.deleteKvConfig(address, key, options)
    // What it says of the brokers of another RocketMQ cluster is theirs.
    else await admin.nameServers.putKvConfig(address, { ...key, value: rest.join(';') }, options)
    steps.push({ ...entryStep, outcome: 'DONE' })
  } catch (error) {
    steps.push({ ...entryStep, outcome: outcomeOf(error), error: errorOf(error) })
  }
  return { steps, found }
}

class UnscopedError extends Error {}

/** @throws UnscopedError from a name server that may take the routes of all clusters, whichever is named */
async function requireScoped(
  { admin }: LiveCluster,
  address: string,
  foreignName: string,
  options: CallOptions,
): Promise<void> {
  const { version } = await admin.nameServers.probe(address, options)
  const parts = version.split('.').map((part) => Number.parseInt(part, 10))
  const firstOther = SCOPED_SINCE.findIndex((wanted, i) => parts[i] !== wanted)
  const isOld = firstOther >= 0 && (parts[firstOther] ?? 0) < (SCOPED_SINCE[firstOther] ?? 0)
  if (!isOld) return
  throw new UnscopedError(
    `This name server is of version ${version} and would take the route of ${foreignName} too, which has a topic of that name. Its route goes when its brokers register anew.`,
  )
}

function errorOf(error: unknown): NonNullable<DeleteTopicStep['error']> {
  if (error instanceof UnscopedError) return { code: 'NOT_SUPPORTED', detail: error.message }
  if (error instanceof RocketmqError) return toTargetError(error)
  throw error
}

const outcomeOf = (error: unknown): 'FAILED' | 'UNKNOWN' =>
  error instanceof RocketmqError && isFateUnknown(error) ? 'UNKNOWN' : 'FAILED'
