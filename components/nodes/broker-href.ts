/** Page of one broker process. */
export const brokerHref = (
  clusterId: string,
  { brokerName, brokerId }: { brokerName: string; brokerId: number },
  tab?: string,
) =>
  `/clusters/${clusterId}/nodes/brokers/${encodeURIComponent(brokerName)}/${brokerId}${tab === undefined ? '' : `?tab=${tab}`}`

/** Where settings that brokers do not have alike are listed, those of one broker only. */
export const differencesHref = (clusterId: string, brokerName: string) =>
  `/clusters/${clusterId}/nodes?tab=differences&q=${encodeURIComponent(brokerName)}`
