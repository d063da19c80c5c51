import { type Online, ownSubscriptions } from './online.ts'
import type { SubscriptionSet } from './sample.ts'

/** What servers told of a group (203) until they told something else. */
export interface ToldSet {
  subscriptions: SubscriptionSet['subscriptions']
  /** Milliseconds since the epoch. */
  since: number
}

export interface Flips {
  /** When the set first changed of those that changed back. */
  since: number
  /** Distinct, the one that was told first before. */
  sets: readonly ToldSet[]
}

/** A server keeps the set of whoever told it last, and gRPC clients tell theirs every 5 min: twice that, and some rounds. */
const FLIP_MS = 12 * 60_000
const KEPT = 4

/**
 * gRPC clients cannot be asked what they subscribe to. Where several do not agree, the one set that servers hold changes to and fro.
 *
 * @param before what was remembered of the group
 * @returns what to remember; nothing where there are not two such clients
 */
export function watchSets(before: readonly ToldSet[] | undefined, online: Online): readonly ToldSet[] | undefined {
  // Who is silent may hold other clients and another set: nothing has changed because it does not say so.
  if (online.silent.length > 0) return before
  const grpcClients = online.clients.filter(({ protocol }) => protocol === 'grpc')
  if (grpcClients.length < 2) return undefined
  const subscriptions = ownSubscriptions(online.subscriptions.values()).map(
    ({ topicName, expressionType, expression }) => ({ topicName, expressionType, expression }),
  )
  if (subscriptions.length === 0) return before
  const last = before?.at(-1)
  if (before && last && textOf(last) === textOf({ subscriptions })) return before
  return [...(before ?? []), { subscriptions, since: online.askedAt }].slice(-KEPT)
}

/**
 * Did a set come back soon after it had gone? One change alone is a new version of the clients. Null too when it has stayed for a
 * while since.
 */
export function flipsOf(told: readonly ToldSet[], now: number): Flips | null {
  const texts = told.map(textOf)
  for (const [index, back] of told.entries()) {
    const before = texts.slice(0, index).lastIndexOf(textOf(back))
    const away = before < 0 ? undefined : told[before + 1]
    if (!away || back.since - away.since > FLIP_MS || now - back.since > FLIP_MS) continue
    const distinct = new Map(told.slice(before).map((set) => [textOf(set), set]))
    return { since: away.since, sets: [...distinct.values()] }
  }
  return null
}

const textOf = ({ subscriptions }: Pick<ToldSet, 'subscriptions'>) => JSON.stringify(subscriptions)
