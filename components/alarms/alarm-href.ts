import type { AlarmObject } from '#lib/alarms/schema.ts'

type Tab = 'active' | 'history' | 'rules' | 'silences' | 'deliveries'

/** The page of alarms: of one cluster, or of all. */
export const alarmsHref = (clusterId: string | null, tab?: Tab) =>
  `${clusterId === null ? '' : `/clusters/${clusterId}`}/alarms${tab === undefined || tab === 'active' ? '' : `?tab=${tab}`}`

export const incidentHref = (clusterId: string, instanceId: string) =>
  `/clusters/${clusterId}/alarms/${encodeURIComponent(instanceId)}`

export const editRuleHref = (clusterId: string, ruleId: string) =>
  `/clusters/${clusterId}/alarms/rules/${encodeURIComponent(ruleId)}`

export const copyRuleHref = (clusterId: string, ruleId: string) =>
  `/clusters/${clusterId}/alarms/rules/new?${new URLSearchParams({ like: ruleId })}`

export const newRuleHref = (clusterId: string) => `/clusters/${clusterId}/alarms/rules/new`

/** The editor, filled with a metric of one object: A-20. */
export const createAlarmHref = (
  clusterId: string,
  { metric, object: { level, ...names } }: { metric: string; object: AlarmObject },
) =>
  `${newRuleHref(clusterId)}?${new URLSearchParams({
    metric,
    scope: level,
    ...(Object.keys(names).length > 0 && { object: JSON.stringify(names) }),
  })}`

/** The page of what an alarm is about. Names may hold `%`, so they are encoded exactly once, here. */
export function objectHref(clusterId: string, object: AlarmObject): string {
  const base = `/clusters/${clusterId}`
  const { level, brokerName, address, namespace, topicName = '', groupName = '', clientId = '' } = object
  switch (level) {
    case 'cluster':
      return base
    case 'broker':
      return `${base}/nodes/brokers/${encodeURIComponent(brokerName ?? '')}/0`
    case 'node':
      return `${base}/nodes?${new URLSearchParams({ q: brokerName ?? address ?? '' })}`
    case 'namespace':
      return `${base}/topics?${new URLSearchParams({ ns: namespace ?? '' })}`
    case 'topic':
      return `${base}/topics/${encodeURIComponent(topicName)}`
    case 'group':
      return `${base}/groups/${encodeURIComponent(groupName)}`
    case 'groupTopic':
      return `${base}/groups/${encodeURIComponent(groupName)}?${new URLSearchParams({ tab: 'progress', topic: topicName })}`
    case 'client':
      return `${base}/clients/${encodeURIComponent(clientId)}?${new URLSearchParams({ group: groupName })}`
  }
}

/** Its own names, as people say them; null where it is the whole cluster. */
export function objectName(object: AlarmObject): string | null {
  const { level, brokerName, address, namespace, topicName = '?', groupName = '?', clientId = '?' } = object
  switch (level) {
    case 'cluster':
      return null
    case 'broker':
      return brokerName ?? '?'
    case 'node':
      return brokerName && address ? `${brokerName} ${address}` : (address ?? brokerName ?? '?')
    case 'namespace':
      return namespace ?? '?'
    case 'topic':
      return topicName
    case 'group':
      return groupName
    case 'groupTopic':
      return `${groupName}, ${topicName}`
    case 'client':
      return clientId
  }
}
