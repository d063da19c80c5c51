'use client'

import { ObjectHistory } from '#components/audit/object-history.tsx'

/** Who changed this group, newest first. */
export function HistoryTab({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  return <ObjectHistory clusterId={clusterId} kind="group" name={groupName} />
}
