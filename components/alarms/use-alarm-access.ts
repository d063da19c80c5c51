'use client'

import { useAccess } from '#components/layout/use-access.ts'
import type { AlarmInstance, AlarmObject } from '#lib/alarms/schema.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { onGroup, onNamespace, onTopic, type ScopedObject } from '#lib/users/scope-match.ts'

type Judged = Pick<AlarmInstance, 'clusterId' | 'object'>

/** What may be done with an alarm, as far as the browser can tell: one about a topic of a group is about both. */
export function useAlarmAccess() {
  const access = useAccess()
  const reason = (permission: Permission, { clusterId, object }: Judged): string | undefined =>
    objectsOf(object)
      .map((each) => access.reason(permission, clusterId, each))
      .find((each) => each !== undefined)
  return { reason, can: (permission: Permission, alarm: Judged) => reason(permission, alarm) === undefined }
}

function objectsOf({ namespace, topicName, groupName }: AlarmObject): (ScopedObject | undefined)[] {
  const named = [...(topicName ? [onTopic(topicName)] : []), ...(groupName ? [onGroup(groupName)] : [])]
  if (named.length > 0) return named
  return [namespace ? onNamespace(namespace) : undefined]
}
