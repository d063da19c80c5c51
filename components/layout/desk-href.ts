/** Address of the dead letters of a group, or of one of its retry topics. Names are percent-encoded once. */
export function deskHref(clusterId: string, groupName: string, retryTopic: string | null = null): string {
  const search = retryTopic === null ? '' : `?topic=${encodeURIComponent(retryTopic)}`
  return `/clusters/${clusterId}/dead-letters/${encodeURIComponent(groupName)}${search}`
}
