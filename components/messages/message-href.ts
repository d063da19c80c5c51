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
