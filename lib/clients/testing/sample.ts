import { ok, unknown } from '#lib/api/endpoint.ts'
import type { ClientSample, ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'

export const sampledAt = new Date('2026-11-22T14:32:00.000Z')

/** A sampled client with what a test is about; else an idle Java consumer. */
export function clientSample(parts: Partial<ClientSample> & Pick<ClientSample, 'clientId'>): ClientSample {
  return {
    kind: 'CONSUMER',
    groupName: 'g',
    address: '10.0.7.1:4711',
    language: 'JAVA',
    version: '5.5.0',
    versionOrdinal: 513,
    protocol: 'remoting',
    seenBy: { brokers: 2, brokersAsked: 2, proxies: [] },
    firstSeenAt: new Date('2026-11-22T09:00:00.000Z'),
    lastSeenAt: sampledAt,
    topics: ['orders'],
    queues: 4,
    lag: ok(0n, sampledAt),
    isHung: false,
    ...parts,
  }
}

/** Consumers in the groups that they name; `notAsked` are groups whose clients nobody has asked for yet. */
export function clusterSample(
  clients: readonly ClientSample[],
  parts: Partial<Pick<ClusterSample, 'at' | 'partial'>> & { notAsked?: string[] } = {},
): ClusterSample {
  const consumers = clients.filter(({ kind }) => kind === 'CONSUMER')
  const { notAsked = [], ...rest } = parts
  const names = new Set([...consumers.map(({ groupName }) => groupName), ...notAsked])
  return {
    clusterId: 'rmq-aaaaaaaa',
    at: sampledAt,
    periodMs: 60_000,
    topics: new Map(),
    groups: new Map(
      [...names].map((groupName) => [
        groupName,
        groupSample(
          groupName,
          consumers.filter((client) => client.groupName === groupName),
          !notAsked.includes(groupName),
        ),
      ]),
    ),
    producers: clients.filter(({ kind }) => kind === 'PRODUCER'),
    partial: [],
    ...rest,
  }
}

function groupSample(groupName: string, onlineClients: ClientSample[], isAsked: boolean): GroupSample {
  const notSampled = unknown('NOT_SAMPLED')
  const grpc = onlineClients.filter(({ protocol }) => protocol === 'grpc').length
  return {
    groupName,
    clients: isAsked
      ? ok({ total: onlineClients.length, remoting: onlineClients.length - grpc, grpc }, sampledAt)
      : notSampled,
    type: 'PUSH',
    model: 'CLUSTERING',
    lag: notSampled,
    retryLag: notSampled,
    deadSubscriptionLag: notSampled,
    ready: notSampled,
    inflight: notSampled,
    lagTimeMs: notSampled,
    queueingTimeMs: notSampled,
    trend: null,
    drainSeconds: notSampled,
    ackTps: notSampled,
    deadLetters: notSampled,
    newDeadLetters24h: notSampled,
    consistency: null,
    inconsistentClients: 0,
    inconsistentSince: null,
    isOrdered: null,
    subscriptionSets: [],
    lastConsumedAt: notSampled,
    topics: [],
    onlineClients,
  }
}
