import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { createItems, type ImportInput, planLines } from '#lib/jobs/create-items.ts'
import { booleanOf, cellOf, importLines, labelsOf, listOfNames, numberOf } from '#lib/jobs/import-lines.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { type GroupRow, groupRows } from './group-rows.ts'
import { isSameConfig } from './group-settings.ts'
import { NewGroup } from './schema.ts'

/** Creates the groups of a file that are new. */
export async function importGroups(ctx: Context, cluster: LiveCluster, input: ImportInput): Promise<BatchAnswer> {
  const inventory = await cluster.getGroupInventory({ signal: ctx.signal, fresh: true })
  requireAnswers(inventory)
  const rows = groupRows(inventory)
  const lines = planLines(importLines(input.format, input.text), {
    nameColumns: ['name', 'groupName', 'group'],
    schema: NewGroup,
    toBody: toNewGroup,
    differences: (group) => {
      const row = rows.get(group.groupName)
      return row ? differences(group, row) : null
    },
  })
  return createItems(ctx, cluster, { input, lines, kind: 'group.create' })
}

/** A line as the body that creates one group; what is absent stays so. NDJSON may carry every member of that body. */
function toNewGroup(values: Record<string, unknown>): unknown {
  const brokerNames = listOfNames(cellOf(values, 'where', 'brokerNames'))
  const fields = {
    groupName: cellOf(values, 'name', 'groupName', 'group'),
    isOrdered: booleanOf(cellOf(values, 'isOrdered', 'ordered')),
    maxRetries: numberOf(cellOf(values, 'maxRetries', 'retries')),
    retryPolicy: cellOf(values, 'retryPolicy'),
    consumeEnable: booleanOf(cellOf(values, 'consumeEnable')),
    consumeBroadcastEnable: booleanOf(cellOf(values, 'consumeBroadcastEnable')),
    consumeFromMinEnable: booleanOf(cellOf(values, 'consumeFromMinEnable')),
    retryQueueNums: numberOf(cellOf(values, 'retryQueueNums')),
    consumeTimeoutMinute: numberOf(cellOf(values, 'consumeTimeoutMinute')),
    brokerNames,
    clusterNames: brokerNames === undefined ? listOfNames(cellOf(values, 'clusterNames')) : undefined,
    remark: cellOf(values, 'remark'),
    labels: labelsOf(cellOf(values, 'labels')),
    owner: cellOf(values, 'owner'),
    deletionProtection: booleanOf(cellOf(values, 'deletionProtection', 'protected')),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** In what a group that exists differs from what a line asks for. */
function differences(group: NewGroup, { brokers }: GroupRow): string[] {
  const holders = brokers.map(({ server }) => server.brokerName)
  const other = brokers.filter(({ config }) => !isSameConfig(group, config)).map(({ server }) => server.brokerName)
  const missing = (group.brokerNames ?? []).filter((name) => !holders.includes(name))
  return [
    ...(other.length > 0 ? [`another config on ${other.join(', ')}`] : []),
    ...(missing.length > 0 ? [`missing on ${missing.join(', ')}`] : []),
  ]
}
