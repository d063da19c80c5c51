import type { SubscriptionSet } from '#lib/groups/schema.ts'

export interface ComparedTopic {
  topicName: string
  /** Of each set, `TAG paid`; null where it does not subscribe. */
  expressions: (string | null)[]
  isDiffering: boolean
}

/** Subscription sets turned over: one row per topic, those that differ first. */
export function compareSets(sets: readonly SubscriptionSet[]): ComparedTopic[] {
  const topicNames = [...new Set(sets.flatMap(({ subscriptions }) => subscriptions.map(({ topicName }) => topicName)))]
  return topicNames
    .sort()
    .map((topicName) => {
      const expressions = sets.map(({ subscriptions }) => {
        const own = subscriptions.find((subscription) => subscription.topicName === topicName)
        return own ? `${own.expressionType} ${own.expression}` : null
      })
      return { topicName, expressions, isDiffering: new Set(expressions).size > 1 }
    })
    .sort((a, b) => Number(b.isDiffering) - Number(a.isDiffering))
}
