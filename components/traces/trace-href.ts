/** Address of the trace of one message. */
export function traceHref({
  clusterId,
  messageId,
  topic,
}: {
  clusterId: string
  messageId: string
  topic: string | null
}): string {
  const query = new URLSearchParams({ id: messageId, ...(topic !== null && { topic }) })
  return `/clusters/${clusterId}/traces?${query}`
}
