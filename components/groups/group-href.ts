/** Page of a group. Names may hold `%`, so they are encoded exactly once, here. */
export const groupHref = (clusterId: string, groupName: string, tab?: string) =>
  `/clusters/${clusterId}/groups/${encodeURIComponent(groupName)}${tab === undefined ? '' : `?tab=${tab}`}`

/** Offsets that were kept of a group, among the others. */
export const keptOffsetsHref = (clusterId: string, groupName: string, snapshotId: string) =>
  `${groupHref(clusterId, groupName)}?${new URLSearchParams({ tab: 'offsets', snapshot: snapshotId })}`

/** The groups that have to do with a topic. */
export const groupsOfTopicHref = (clusterId: string, topicName: string) =>
  `/clusters/${clusterId}/groups?${new URLSearchParams({ topic: topicName })}`

/** The reset of a group's offsets. */
export const resetHref = (clusterId: string, groupName: string) => `${groupHref(clusterId, groupName)}?reset=1`

/** In one topic. */
export const resetTopicHref = (clusterId: string, groupName: string, topicName: string) =>
  `${groupHref(clusterId, groupName)}?${new URLSearchParams({ reset: '1', resetTopic: topicName })}`

/** The dialog that creates, filled like an existing group. */
export const createLikeGroupHref = (clusterId: string, groupName: string) =>
  `/clusters/${clusterId}/groups?${new URLSearchParams({ create: '1', like: groupName })}`
