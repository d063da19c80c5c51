import type { BoardObject } from './boards.ts'
import type { MetricLine } from './use-metric-series.ts'

/** Board of one object. Without a range it opens with the one that was looked at last. */
export function boardHref(
  clusterId: string,
  object: Partial<BoardObject> & Pick<BoardObject, 'scope'>,
  range?: string,
): string {
  const query = new URLSearchParams()
  if (object.scope !== 'cluster') query.set('scope', object.scope)
  if (object.name != null) query.set('object', object.name)
  if (object.topicName != null) query.set('topic', object.topicName)
  if (object.groupName != null) query.set('group', object.groupName)
  if (range !== undefined) query.set('range', range)
  const text = query.toString()
  return `/clusters/${clusterId}/monitoring${text === '' ? '' : `?${text}`}`
}

/** Where a rule about a line is made, filled with it. */
export function newRuleHref(clusterId: string, { metric, scope, object, pattern }: MetricLine): string {
  const query = new URLSearchParams({ metric, scope })
  const names = object ?? (pattern === undefined ? {} : { topicName: pattern.split('/')[0] })
  if (Object.keys(names).length > 0) query.set('object', JSON.stringify(names))
  return `/clusters/${clusterId}/alarms/rules/new?${query}`
}
