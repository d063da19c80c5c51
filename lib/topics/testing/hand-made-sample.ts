import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { ClientSample, ClusterSample, GroupSample, GroupTopicSample, TopicSample } from '#lib/monitoring/sample.ts'

export const sampledAt = new Date('2026-11-25T12:00:00Z')

const na: Measured<never> = { value: null, state: 'na', at: null }

/** A cluster's sample of a few topics and groups; what a test does not say is known and quiet. */
export function handMadeSample(parts: {
  topics?: readonly (Partial<TopicSample> & { topicName: string })[]
  groups?: readonly (Partial<GroupSample> & { groupName: string })[]
  partial?: ClusterSample['partial']
}): ClusterSample {
  return {
    clusterId: 'rmq-aaaaaaaa',
    at: sampledAt,
    periodMs: 30_000,
    topics: new Map((parts.topics ?? []).map((topic) => [topic.topicName, topicSample(topic)])),
    groups: new Map((parts.groups ?? []).map((group) => [group.groupName, groupSample(group)])),
    producers: [],
    partial: parts.partial ?? [],
  }
}

export function topicSample(parts: Partial<TopicSample> & { topicName: string }): TopicSample {
  return {
    inTps: ok(0, sampledAt),
    outTps: ok(0, sampledAt),
    inBytesPerSecond: unknown('NO_EXPORTER'),
    messages24h: ok(0n, sampledAt),
    retained: ok(0n, sampledAt),
    lastWriteAt: na,
    groupNames: [],
    onlineGroups: ok(0, sampledAt),
    worstLag: null,
    ...parts,
  }
}

function groupSample(parts: Partial<GroupSample> & { groupName: string }): GroupSample {
  return {
    clients: ok({ total: 0, remoting: 0, grpc: 0 }, sampledAt),
    type: null,
    model: null,
    isOrdered: null,
    lag: ok(0n, sampledAt),
    retryLag: ok(0n, sampledAt),
    deadSubscriptionLag: ok(0n, sampledAt),
    ready: ok(0n, sampledAt),
    inflight: ok(0n, sampledAt),
    lagTimeMs: ok(0, sampledAt),
    queueingTimeMs: unknown('NO_EXPORTER'),
    trend: null,
    drainSeconds: na,
    ackTps: ok(0, sampledAt),
    deadLetters: ok(0n, sampledAt),
    newDeadLetters24h: ok(0n, sampledAt),
    consistency: null,
    inconsistentClients: 0,
    inconsistentSince: null,
    subscriptionSets: [],
    lastConsumedAt: na,
    topics: [],
    onlineClients: [],
    ...parts,
  }
}

export function onTopic(topicName: string, parts: Partial<GroupTopicSample> = {}): GroupTopicSample {
  return {
    topicName,
    kind: 'SUBSCRIBED',
    isOnline: false,
    expressionType: null,
    expression: null,
    lag: ok(0n, sampledAt),
    inflight: ok(0n, sampledAt),
    lagTimeMs: ok(0, sampledAt),
    ackTps: ok(0, sampledAt),
    lastConsumedAt: na,
    trend: null,
    ...parts,
  }
}

export function sampledClient(clientId: string, parts: Partial<ClientSample> = {}): ClientSample {
  return {
    clientId,
    kind: 'CONSUMER',
    groupName: 'g',
    address: '10.0.0.1:4711',
    language: 'JAVA',
    version: '5.5.0',
    versionOrdinal: 513,
    protocol: 'remoting',
    seenBy: { brokers: 1, brokersAsked: 1, proxies: [] },
    firstSeenAt: sampledAt,
    lastSeenAt: sampledAt,
    topics: [],
    queues: null,
    lag: unknown('NOT_SAMPLED'),
    isHung: null,
    ...parts,
  }
}
