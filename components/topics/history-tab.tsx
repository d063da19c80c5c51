'use client'

import { ObjectHistory } from '#components/audit/object-history.tsx'

/** Who changed this topic, newest first. */
export function HistoryTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  return <ObjectHistory clusterId={clusterId} kind="topic" name={topicName} />
}
