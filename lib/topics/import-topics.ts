import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { createItems, type ImportInput, planLines } from '#lib/jobs/create-items.ts'
import { booleanOf, cellOf, importLines, labelsOf, listOfNames, numberOf } from '#lib/jobs/import-lines.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { NewTopic } from './schema.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'

/** Creates the topics of a file that are new. */
export async function importTopics(ctx: Context, cluster: LiveCluster, input: ImportInput): Promise<BatchAnswer> {
  const inventory = await cluster.getInventory({ signal: ctx.signal, fresh: true })
  requireAnswers(inventory)
  const rows = topicRows(inventory)
  const lines = planLines(importLines(input.format, input.text), {
    nameColumns: ['name', 'topicName', 'topic'],
    schema: NewTopic,
    toBody: toNewTopic,
    differences: (topic) => {
      const row = rows.get(topic.topicName)
      return row ? differences(topic, row) : null
    },
  })
  return createItems(ctx, cluster, { input, lines, kind: 'topic.create' })
}

/** A line as the body that creates one topic; what is absent stays so. */
function toNewTopic(values: Record<string, unknown>): unknown {
  const type = cellOf(values, 'type')
  const permission = cellOf(values, 'permission')
  const brokerNames = listOfNames(cellOf(values, 'where', 'brokerNames'))
  const fields = {
    topicName: cellOf(values, 'name', 'topicName', 'topic'),
    // As RocketMQ treats a topic that says nothing of itself.
    type: type === undefined || type === 'UNSPECIFIED' ? 'NORMAL' : type,
    queuesPerBroker: numberOf(cellOf(values, 'queues', 'queuesPerBroker') ?? 8),
    brokerNames,
    clusterNames: brokerNames === undefined ? listOfNames(cellOf(values, 'clusterNames')) : undefined,
    permission: permission === 'MIXED' ? undefined : permission,
    isOrdered: booleanOf(cellOf(values, 'isOrdered', 'ordered')),
    remark: cellOf(values, 'remark'),
    labels: labelsOf(cellOf(values, 'labels')),
    owner: cellOf(values, 'owner'),
    deletionProtection: booleanOf(cellOf(values, 'deletionProtection', 'protected')),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** In what a topic that exists differs from what a line asks for. */
function differences(topic: NewTopic, row: TopicRow): string[] {
  const details: string[] = []
  const compare = (name: string, wanted: unknown, held: unknown) => {
    if (wanted !== undefined && wanted !== held) details.push(`${name} is ${held ?? 'uneven'}, not ${wanted}`)
  }
  compare('type', topic.type, row.type === 'UNSPECIFIED' ? 'NORMAL' : row.type)
  compare('queues', topic.queuesPerBroker, row.queuesPerBroker)
  compare('permission', topic.permission, row.permission)
  const missing = (topic.brokerNames ?? []).filter((name) => !row.brokerNames.includes(name))
  if (missing.length > 0) details.push(`missing on ${missing.join(', ')}`)
  return details
}
