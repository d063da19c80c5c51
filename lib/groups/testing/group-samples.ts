import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { ClusterSample, GroupSample, GroupTopicSample } from '#lib/monitoring/sample.ts'

const nothing: Measured<never> = unknown('NOT_SAMPLED')

/** What the sampler says of a group that keeps up, and what differs from that. */
export const groupSample = (groupName: string, parts: Partial<GroupSample> = {}, at = new Date()): GroupSample => ({
  groupName,
  clients: ok({ total: 1, remoting: 1, grpc: 0 }, at),
  type: 'PUSH',
  model: 'CLUSTERING',
  lag: ok(0n, at),
  retryLag: ok(0n, at),
  deadSubscriptionLag: ok(0n, at),
  ready: nothing,
  inflight: nothing,
  lagTimeMs: ok(0, at),
  queueingTimeMs: unknown('NO_EXPORTER'),
  trend: null,
  drainSeconds: { value: null, state: 'na', at },
  ackTps: ok(0, at),
  deadLetters: ok(0n, at),
  newDeadLetters24h: ok(0n, at),
  consistency: 'CONSISTENT',
  inconsistentClients: 0,
  inconsistentSince: null,
  isOrdered: null,
  subscriptionSets: [],
  lastConsumedAt: nothing,
  topics: [],
  onlineClients: [],
  ...parts,
})

export const groupTopicSample = (topicName: string, parts: Partial<GroupTopicSample> = {}): GroupTopicSample => ({
  topicName,
  kind: 'SUBSCRIBED',
  isOnline: true,
  expressionType: 'TAG',
  expression: '*',
  lag: nothing,
  inflight: nothing,
  lagTimeMs: nothing,
  ackTps: nothing,
  lastConsumedAt: nothing,
  trend: null,
  ...parts,
})

export const clusterSample = (clusterId: string, groups: readonly GroupSample[], at = new Date()): ClusterSample => ({
  clusterId,
  at,
  periodMs: 60_000,
  topics: new Map(),
  groups: new Map(groups.map((group) => [group.groupName, group])),
  producers: [],
  partial: [],
})
