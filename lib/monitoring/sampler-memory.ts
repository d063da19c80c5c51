import { z } from 'zod'
import type { Growth, Reading } from './history.ts'
import type { ToldSet } from './watch-flips.ts'

/** What the sampler must not forget when the worker is replaced. All times in milliseconds since the epoch. */
export interface SamplerMemory {
  /** Lag by group, and by group and topic. */
  lagByGroup: Map<string, readonly Reading[]>
  lagByGroupTopic: Map<string, readonly Reading[]>
  growthByTopic: Map<string, Growth>
  /** How clients of a group consumed when one was last online. */
  modelByGroup: Map<string, 'CLUSTERING' | 'BROADCASTING'>
  firstSeenByClient: Map<string, number>
  inconsistentSinceByGroup: Map<string, number>
  /** Of groups with several gRPC clients: the last sets that servers told of them, the newest last. */
  toldSetsByGroup: Map<string, readonly ToldSet[]>
}

export const emptyMemory = (): SamplerMemory => ({
  lagByGroup: new Map(),
  lagByGroupTopic: new Map(),
  growthByTopic: new Map(),
  modelByGroup: new Map(),
  firstSeenByClient: new Map(),
  inconsistentSinceByGroup: new Map(),
  toldSetsByGroup: new Map(),
})

export const groupTopicKey = (groupName: string, topicName: string) => `${groupName}@${topicName}`
export const clientKey = (groupName: string, clientId: string) => `${groupName}@${clientId}`

const Readings = z.array(z.tuple([z.number(), z.number()]))
const StoredSet = z.object({
  subscriptions: z.array(z.object({ topicName: z.string(), expressionType: z.string(), expression: z.string() })),
  since: z.number(),
})
const StoredMemory = z.object({
  lagByGroup: z.array(z.tuple([z.string(), Readings])),
  lagByGroupTopic: z.array(z.tuple([z.string(), Readings])),
  growthByTopic: z.array(
    z.tuple([z.string(), z.object({ since: z.number(), hours: z.array(z.tuple([z.number(), z.number()])) })]),
  ),
  modelByGroup: z.array(z.tuple([z.string(), z.enum(['CLUSTERING', 'BROADCASTING'])])),
  firstSeenByClient: z.array(z.tuple([z.string(), z.number()])),
  inconsistentSinceByGroup: z.array(z.tuple([z.string(), z.number()])),
  // Younger than the others: memories without it are read.
  toldSetsByGroup: z.array(z.tuple([z.string(), z.array(StoredSet)])).default([]),
})

export function encodeMemory(memory: SamplerMemory): string {
  return JSON.stringify(Object.fromEntries(Object.entries(memory).map(([name, map]) => [name, [...map]])))
}

/** @returns an empty one for what cannot be read: the past is worth less than a sampler that runs */
export function decodeMemory(text: string): SamplerMemory {
  const parsed = StoredMemory.safeParse(JSON.parse(text))
  if (!parsed.success) return emptyMemory()
  const { data } = parsed
  return {
    lagByGroup: new Map(data.lagByGroup),
    lagByGroupTopic: new Map(data.lagByGroupTopic),
    growthByTopic: new Map(data.growthByTopic),
    modelByGroup: new Map(data.modelByGroup),
    firstSeenByClient: new Map(data.firstSeenByClient),
    inconsistentSinceByGroup: new Map(data.inconsistentSinceByGroup),
    toldSetsByGroup: new Map(data.toldSetsByGroup),
  }
}
