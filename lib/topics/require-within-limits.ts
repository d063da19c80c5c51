import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import type { Limits } from '#lib/clusters/schema.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { matchRegex } from './match-regex.ts'

interface NewNameInput {
  kind: 'topic' | 'group'
  /** The full name. */
  name: string
  /** Every name of that kind that counts: no system, retry or dead-letter ones. */
  namespaces: readonly (string | null)[]
}

/**
 * What the limits of the cluster and of a namespace say of a new name.
 *
 * @param input.namespaces the namespace of each topic or group that exists
 * @throws AppError LIMIT_EXCEEDED with `limit` and `used`; INVALID_INPUT for a name that the cluster's pattern refuses
 */
export async function requireWithinLimits(
  { clusterId, name: clusterName }: LiveCluster,
  { kind, name, namespaces }: NewNameInput,
): Promise<Limits> {
  const limits = await readLimits(clusterId)
  const { namespace, shortName } = splitNamespace(name)
  const pattern = kind === 'topic' ? limits.topicNamePattern : limits.groupNamePattern
  const path = kind === 'topic' ? 'body.topicName' : 'body.groupName'
  if (pattern !== null && (await matchRegex(pattern, '', [shortName]))?.[0] !== true) {
    const detail = `${shortName} does not match ${pattern}, as names in ${clusterName} must.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path, rule: 'namePattern', params: { pattern }, detail }],
    })
  }
  const max = kind === 'topic' ? limits.maxTopics : limits.maxGroups
  if (max !== null && namespaces.length >= max) throw exceeded(kind, clusterName, max, namespaces.length)
  if (namespace !== null) {
    const stored = (await getMetadata(clusterId, 'namespace', [namespace])).get(namespace)
    const maxInside = (kind === 'topic' ? stored?.maxTopics : stored?.maxGroups) ?? null
    const used = namespaces.filter((each) => each === namespace).length
    if (maxInside !== null && used >= maxInside) throw exceeded(kind, `namespace ${namespace}`, maxInside, used)
  }
  return limits
}

/** @throws AppError INVALID_INPUT for a number of queues that the limits of the cluster do not allow */
export function requireQueuesWithin(
  { topicQueuesMin: min, topicQueuesMax: max }: Limits,
  queuesPerBroker: number,
): void {
  if (queuesPerBroker >= min && queuesPerBroker <= max) return
  const detail = `A topic of this cluster has ${min} to ${max} queues on a broker, not ${queuesPerBroker}.`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.queuesPerBroker', rule: 'queuesRange', params: { min, max }, detail }],
  })
}

function exceeded(kind: 'topic' | 'group', where: string, limit: number, used: number): AppError {
  const detail = `${where} has ${used} of at most ${limit} ${limit === 1 ? kind : `${kind}s`}. Delete one, or ask an administrator for a higher limit.`
  return new AppError('LIMIT_EXCEEDED', detail, { limit, used })
}
