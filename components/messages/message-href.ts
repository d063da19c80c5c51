import { type MessageItem, queryLimits } from '#lib/messages/schema.ts'

/** Address of the page of one message. Names and ids are percent-encoded once. */
export function messageHref({
  clusterId,
  messageId,
  topic,
}: {
  clusterId: string
  messageId: string
  topic: string | null
}) {
  const search = topic === null ? '' : `?topic=${encodeURIComponent(topic)}`
  return `/clusters/${clusterId}/messages/${encodeURIComponent(messageId)}${search}`
}

/** Address of the page of a group. */
export const groupHref = (clusterId: string, groupName: string) =>
  `/clusters/${clusterId}/groups/${encodeURIComponent(groupName)}`

/** Address of the search for the neighbours of a message in its queue. */
export function aroundHref(
  clusterId: string,
  message: Pick<MessageItem, 'topicName' | 'brokerName' | 'queueId' | 'queueOffset'>,
) {
  const { topicName, brokerName, queueId, queueOffset } = message
  return `/clusters/${clusterId}/messages?${new URLSearchParams({
    mode: 'around',
    topic: topicName,
    broker: brokerName,
    queueId: String(queueId),
    offset: String(queueOffset),
    n: String(queryLimits.around.default),
  })}`
}
