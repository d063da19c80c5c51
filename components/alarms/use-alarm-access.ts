'use client'

import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import type { AlarmObject } from '#lib/alarms/schema.ts'
import type { Silence } from '#lib/alarms/silence-schema.ts'
import type { ObjectPermission } from '#lib/users/permissions.ts'
import { onGroup, onNamespace, onTopic, type ScopedObject } from '#lib/users/scope-match.ts'

interface Judged {
  clusterId: string
  object: Pick<AlarmObject, 'namespace' | 'topicName' | 'groupName'>
}

/** What may be done with alarms, rules and silences, as far as the browser can tell: an alarm about a topic of a group is about both. */
export function useAlarmAccess() {
  const access = useAccess()
  const clusters = useClusters()
  const reason = (permission: ObjectPermission, { clusterId, object }: Judged): string | undefined =>
    objectsOf(object)
      .map((each) => access.reason(permission, clusterId, each))
      .find((each) => each !== undefined)
  /** A rule that is bound to what its author sees is theirs to change; one for clusters to come is for who may everywhere. */
  const ruleReason = ({ clusters: of, isBoundToMe }: Pick<AlarmRule, 'clusters' | 'isBoundToMe'>) => {
    const clusterIds = of === 'all' ? undefined : of.clusterIds
    if (!clusterIds) return access.reason('alarm:write', undefined, 'all')
    return clusterIds
      .map((clusterId) => access.reason('alarm:write', clusterId, isBoundToMe ? 'any' : 'all'))
      .find((each) => each !== undefined)
  }
  const silenceReason = ({ kind, scope: { clusterId }, object }: Pick<Silence, 'kind' | 'scope' | 'object'>) => {
    if (kind === 'MAINTENANCE') return access.reason('maintenance:write', clusterId)
    if (object && clusterId !== undefined) return reason('silence:write', { clusterId, object })
    return access.reason('silence:write', clusterId, 'all')
  }
  /** A silence of more than one alarm is of a whole cluster, which is chosen where the page is about all. */
  const newSilenceReason = (clusterId: string | null) =>
    clusterId === null && clusters.some((cluster) => access.can('silence:write', cluster.clusterId, 'all'))
      ? undefined
      : access.reason('silence:write', clusterId ?? undefined, 'all')
  return {
    reason,
    can: (permission: ObjectPermission, alarm: Judged) => reason(permission, alarm) === undefined,
    ruleReason,
    silenceReason,
    newSilenceReason,
  }
}

function objectsOf({ namespace, topicName, groupName }: Judged['object']): (ScopedObject | 'all')[] {
  const named = [...(topicName ? [onTopic(topicName)] : []), ...(groupName ? [onGroup(groupName)] : [])]
  if (named.length > 0) return named
  return [namespace ? onNamespace(namespace) : 'all']
}
