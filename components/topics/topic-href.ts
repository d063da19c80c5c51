/** Page of a topic. Names may hold `%`, so they are encoded exactly once, here. */
export const topicHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/topics/${encodeURIComponent(topicName)}`

/** The topics that a group has to do with. */
export const topicsOfGroupHref = (clusterId: string, groupName: string) =>
  `/clusters/${clusterId}/topics?${new URLSearchParams({ group: groupName })}`

/** The newest messages of a topic on the page that searches. */
export const browseHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/messages?${new URLSearchParams({ topic: topicName, mode: 'newest' })}`

/** The live tail, of a topic or of those that are chosen there. */
export const tailHref = (clusterId: string, topicName: string | null) =>
  `/clusters/${clusterId}/messages/tail?${new URLSearchParams(topicName === null ? {} : { topics: topicName })}`

/** The dialog that creates, filled as a deleted topic was. */
export const createAgainHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/topics?${new URLSearchParams({ create: '1', again: topicName })}`

/** The dialog that creates, filled like an existing topic. */
export const createLikeHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/topics?${new URLSearchParams({ create: '1', like: topicName })}`
