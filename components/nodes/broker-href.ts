/** Page of one broker process. */
export const brokerHref = (
  clusterId: string,
  { brokerName, brokerId }: { brokerName: string; brokerId: number },
  tab?: string,
) =>
  `/clusters/${clusterId}/nodes/brokers/${encodeURIComponent(brokerName)}/${brokerId}${tab === undefined ? '' : `?tab=${tab}`}`
