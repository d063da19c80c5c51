/** Where a message belongs that waits in a topic of RocketMQ's own, or came to its end in one. */
export function originTopic(topicName: string, system: Record<string, string>): string {
  const isOwn = topicName.startsWith('%') || system.REAL_TOPIC !== undefined
  return (isOwn ? (system.RETRY_TOPIC ?? system.DLQ_ORIGIN_TOPIC ?? system.REAL_TOPIC) : undefined) ?? topicName
}
