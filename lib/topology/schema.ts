import { z } from 'zod'
import { Int64, measured, Time } from '#lib/api/endpoint.ts'
import { ClientKind } from '#lib/clients/schema.ts'
import { GroupState } from '#lib/groups/schema.ts'
import { ProducerSample } from '#lib/topics/schema.ts'

/** One thing that messages come from, lie in or go to. What belongs to one kind is absent on the others. */
export const TopologyNode = z
  .object({
    /** Unique in one answer. */
    nodeId: z.string(),
    kind: z.enum(['PRODUCER', 'TOPIC', 'GROUP', 'CLIENT']),
    /** Name of a topic or group, id of a client; of a producer whose id nobody tells, its address. */
    name: z.string(),
    /** Of a topic, as in its list. */
    inTps: measured(z.number()).optional(),
    outTps: measured(z.number()).optional(),
    /** Of a group, as in its list. */
    state: GroupState.optional(),
    ackTps: measured(z.number()).optional(),
    /** Clients of a group, also where they are not drawn one by one. */
    clients: measured(z.number().int()).optional(),
    /** Of a client: the group whose member it is; of a producer the producer group, null when nobody tells. */
    groupName: z.string().nullable().optional(),
    clientKind: ClientKind.optional(),
    clientId: z.string().nullable().optional(),
    address: z.string().optional(),
    protocol: z.enum(['remoting', 'grpc']).optional(),
    isHung: z.boolean().nullable().optional(),
  })
  .meta({ id: 'TopologyNode' })
export type TopologyNode = z.output<typeof TopologyNode>

export const TopologyEdge = z
  .object({
    from: z.string(),
    to: z.string(),
    kind: z.enum(['PRODUCES', 'CONSUMES', 'MEMBER']),
    /** PRODUCES: of the newest messages that were looked at. */
    messagesInSample: z.number().int().optional(),
    lastMessageAt: Time.optional(),
    /** CONSUMES: of the group on this topic. */
    ackTps: measured(z.number()).optional(),
    lag: measured(Int64).optional(),
    lagTimeMs: measured(z.number()).optional(),
    /** CONSUMES: a client is online that subscribes to it. */
    isOnline: z.boolean().nullable().optional(),
  })
  .meta({ id: 'TopologyEdge' })
export type TopologyEdge = z.output<typeof TopologyEdge>

/** More lines than anybody can follow: a whole cluster is not drawn beyond, a topic or group without its single clients. */
export const MAX_EDGES = 200

export const Topology = z
  .object({
    nodes: z.array(TopologyNode),
    edges: z.array(TopologyEdge),
    /** How many there are, drawn or not. */
    edgeCount: z.number().int(),
    /** False: too many for a picture; choose a topic or a group. */
    isDrawn: z.boolean(),
    /** Left out: `CLIENTS` because there are too many, `PRODUCERS` because each topic would have to be asked. */
    leftOut: z.array(z.enum(['CLIENTS', 'PRODUCERS'])),
    /** The messages that tell of producers; of one topic only. */
    producerSample: ProducerSample.optional(),
    sampledAt: Time.optional(),
  })
  .meta({ id: 'Topology' })
export type Topology = z.output<typeof Topology>
