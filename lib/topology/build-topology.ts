import { type Measured, unknown } from '#lib/api/endpoint.ts'
import { groupState } from '#lib/groups/group-state.ts'
import type { ClientSample, ClusterSample } from '#lib/monitoring/sample.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { TopicProducer, TopicSubscription } from '#lib/topics/schema.ts'
import { MAX_EDGES, type Topology, type TopologyEdge, type TopologyNode } from './schema.ts'

type Picture = Pick<Topology, 'nodes' | 'edges' | 'edgeCount' | 'isDrawn' | 'leftOut'>
type Client = Pick<ClientSample, 'clientId' | 'address' | 'protocol'> & { isHung?: boolean | null }

const notSampled = unknown('NOT_SAMPLED')
const topicId = (topicName: string) => `topic ${topicName}`
const groupId = (groupName: string) => `group ${groupName}`

/** Numbers are those of the lists: out of the same sample. */
const topicNode = (topicName: string, sample: ClusterSample | null): TopologyNode => {
  const topic = sample?.topics.get(topicName)
  return {
    nodeId: topicId(topicName),
    kind: 'TOPIC',
    name: topicName,
    inTps: topic?.inTps ?? notSampled,
    outTps: topic?.outTps ?? notSampled,
  }
}

function groupNode(groupName: string, sample: ClusterSample | null, online?: Measured<number>): TopologyNode {
  const group = sample?.groups.get(groupName)
  const sampled = group && { ...group.clients, value: group.clients.value?.total ?? null }
  return {
    nodeId: groupId(groupName),
    kind: 'GROUP',
    name: groupName,
    state: groupState(group),
    ackTps: group?.ackTps ?? notSampled,
    clients: online ?? sampled ?? notSampled,
  }
}

const onTopic = (sample: ClusterSample | null, groupName: string, topicName: string) =>
  sample?.groups.get(groupName)?.topics.find((topic) => topic.topicName === topicName)

function memberParts(groupName: string, clients: readonly Client[]): { nodes: TopologyNode[]; edges: TopologyEdge[] } {
  const nodes = clients.map(
    ({ clientId, address, protocol, isHung = null }): TopologyNode => ({
      nodeId: `client ${groupName} ${clientId}`,
      kind: 'CLIENT',
      name: clientId,
      groupName,
      clientKind: 'CONSUMER',
      clientId,
      address,
      protocol,
      isHung,
    }),
  )
  const edges = nodes.map(({ nodeId }): TopologyEdge => ({ from: groupId(groupName), to: nodeId, kind: 'MEMBER' }))
  return { nodes, edges }
}

/** Single clients are left out first: without them the picture still says who consumes. */
function compose(nodes: TopologyNode[], edges: TopologyEdge[], leftOut: Topology['leftOut']): Picture {
  const edgeCount = edges.length
  if (edgeCount <= MAX_EDGES) return { nodes, edges, edgeCount, isDrawn: true, leftOut }
  const fewer = edges.filter(({ kind }) => kind !== 'MEMBER')
  return {
    nodes: nodes.filter(({ kind }) => kind !== 'CLIENT'),
    edges: fewer,
    edgeCount,
    isDrawn: true,
    leftOut: [...leftOut, 'CLIENTS'],
  }
}

/** Producers → topic → groups → clients. Groups that only committed once and have nobody online are drawn too: they fall behind. */
export function topicTopology(
  topicName: string,
  sample: ClusterSample | null,
  producers: readonly TopicProducer[],
  subscriptions: readonly TopicSubscription[],
): Picture {
  const senders = producers.map((producer): TopologyNode => {
    const { clientId, address, producerGroup, protocol } = producer
    return {
      nodeId: `producer ${protocol} ${clientId ?? address}`,
      kind: 'PRODUCER',
      name: clientId ?? address,
      groupName: producerGroup,
      clientKind: 'PRODUCER',
      clientId,
      address,
      protocol,
    }
  })
  const produces = producers.map(
    ({ messagesInSample, lastMessageAt }, index): TopologyEdge => ({
      from: senders[index]?.nodeId ?? '',
      to: topicId(topicName),
      kind: 'PRODUCES',
      messagesInSample,
      lastMessageAt,
    }),
  )
  const consumes = subscriptions.map(
    ({ groupName, lag, lagTimeMs, isOnline }): TopologyEdge => ({
      from: topicId(topicName),
      to: groupId(groupName),
      kind: 'CONSUMES',
      ackTps: onTopic(sample, groupName, topicName)?.ackTps ?? notSampled,
      lag,
      lagTimeMs,
      isOnline,
    }),
  )
  const members = subscriptions.map(({ groupName, onlineClients }) =>
    memberParts(groupName, withSampled(onlineClients, sample?.groups.get(groupName)?.onlineClients)),
  )
  return compose(
    [
      ...senders,
      topicNode(topicName, sample),
      ...subscriptions.map(({ groupName, clients }) => groupNode(groupName, sample, clients)),
      ...members.flatMap(({ nodes }) => nodes),
    ],
    [...produces, ...consumes, ...members.flatMap(({ edges }) => edges)],
    [],
  )
}

/** Who was just seen, with what only the sample tells of them. */
function withSampled(seen: readonly Client[], sampled: readonly ClientSample[] = []): Client[] {
  const isHungById = new Map(sampled.map(({ clientId, isHung }) => [clientId, isHung]))
  return seen.map((client) => ({ ...client, isHung: isHungById.get(client.clientId) ?? null }))
}

/** Topics → group → clients, as sampled. */
export function groupTopology(groupName: string, sample: ClusterSample | null): Picture {
  const group = sample?.groups.get(groupName)
  const topics = group?.topics.filter(({ kind }) => kind === 'SUBSCRIBED') ?? []
  const consumes = topics.map(
    ({ topicName, ackTps, lag, lagTimeMs, isOnline }): TopologyEdge => ({
      from: topicId(topicName),
      to: groupId(groupName),
      kind: 'CONSUMES',
      ackTps,
      lag,
      lagTimeMs,
      isOnline,
    }),
  )
  const members = memberParts(groupName, group?.onlineClients ?? [])
  return compose(
    [...topics.map(({ topicName }) => topicNode(topicName, sample)), groupNode(groupName, sample), ...members.nodes],
    [...consumes, ...members.edges],
    ['PRODUCERS'],
  )
}

/** Which groups consume which topics of the whole cluster, as sampled. Above 200 lines nothing is drawn. */
export function clusterTopology(sample: ClusterSample | null): Picture {
  const groups = [...(sample?.groups.values() ?? [])].filter(({ groupName }) => !isSystemGroup(groupName))
  const edges = groups.flatMap(({ groupName, topics }) =>
    topics
      .filter(({ kind }) => kind === 'SUBSCRIBED')
      .map(
        ({ topicName, ackTps, lag, lagTimeMs, isOnline }): TopologyEdge => ({
          from: topicId(topicName),
          to: groupId(groupName),
          kind: 'CONSUMES',
          ackTps,
          lag,
          lagTimeMs,
          isOnline,
        }),
      ),
  )
  const edgeCount = edges.length
  if (edgeCount > MAX_EDGES) {
    return { nodes: [], edges: [], edgeCount, isDrawn: false, leftOut: ['PRODUCERS', 'CLIENTS'] }
  }
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const topicNames = [...new Set(groups.flatMap(({ topics }) => topics.map(({ topicName }) => topicName)))]
  const nodes = [
    ...topicNames.map((topicName) => topicNode(topicName, sample)),
    ...groups.map(({ groupName }) => groupNode(groupName, sample)),
  ]
  return {
    nodes: nodes.filter(({ nodeId }) => linked.has(nodeId)),
    edges,
    edgeCount,
    isDrawn: true,
    leftOut: ['PRODUCERS', 'CLIENTS'],
  }
}
