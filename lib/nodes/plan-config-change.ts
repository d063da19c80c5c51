import { createHash } from 'node:crypto'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { type ReadConfig, readBrokerConfigs } from './broker-configs.ts'
import { needsRestart } from './config-keys.ts'
import { isAllowed, ruleOf } from './editable-keys.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'
import type { ConfigChange, ConfigChangeItem } from './schema.ts'

export interface ConfigPlan {
  servers: Server[]
  items: ConfigChangeItem[]
  /** Brokers whose settings could not be read: nothing is said of them, and they are written all the same. */
  partial: PartialEntry[]
  /** Of the values that the brokers have now. */
  revision: string
}

/**
 * What a change would do, broker by broker and setting by setting, from what the brokers have now.
 *
 * @throws AppError INVALID_INPUT for a setting that is not changed from here, or a value that it cannot have; NOT_FOUND
 */
export async function planConfigChange(
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  broker: BrokerId,
  { changes, targets }: ConfigChange,
): Promise<ConfigPlan> {
  requireAllowed(changes)
  const servers = await targetsOf(broker, targets)
  const read = await readBrokerConfigs(admin, servers, { maxAgeMs: 0, timeoutMs })
  const items = read.flatMap((each) => (each.config && !each.error ? itemsOf(each, changes) : []))
  return {
    servers,
    items,
    revision: revisionOf(items),
    partial: read.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : [])),
  }
}

const revisionOf = (items: readonly ConfigChangeItem[]): string =>
  createHash('sha256')
    .update(JSON.stringify(items.map(({ address, key, before }) => [address, key, before])))
    .digest('base64url')
    .slice(0, 16)

function itemsOf({ server, config }: ReadConfig, changes: ConfigChange['changes']): ConfigChangeItem[] {
  return Object.entries(changes).map(([key, after]) => ({
    brokerName: server.brokerName,
    brokerId: server.brokerId,
    address: server.address,
    key,
    before: config?.values.get(key) ?? null,
    after,
    needsRestart: needsRestart(key),
  }))
}

function requireAllowed(changes: ConfigChange['changes']): void {
  const fields = Object.entries(changes).flatMap(([key, value]): FieldError[] => {
    const rule = ruleOf(key)
    const path = `body.changes.${key}`
    if (!rule) return [{ path, rule: 'notEditable', params: { key }, detail: `${key} is not changed from here.` }]
    if (isAllowed(rule, value)) return []
    const allowed =
      rule.type === 'int'
        ? `a whole number from ${rule.min} to ${rule.max}`
        : rule.type === 'boolean'
          ? 'true or false'
          : rule.type === 'enum'
            ? `one of ${rule.values.join(', ')}`
            : 'hours like 04 or 04;16'
    return [{ path, rule: 'settingValue', params: { key, allowed }, detail: `${key} must be ${allowed}.` }]
  })
  const [first] = fields
  if (first) throw new AppError('INVALID_INPUT', first.detail, { fields })
}

async function targetsOf(broker: BrokerId, targets: ConfigChange['targets']): Promise<Server[]> {
  const row = await findBroker(broker)
  if (targets === 'BROKER') return [serverOf(row)]
  const rows = await db().clusterNode.findMany({
    where: {
      clusterId: broker.clusterId,
      kind: 'broker',
      clusterName: row.clusterName,
      ...(targets === 'MASTERS' && { brokerId: 0 }),
    },
    orderBy: [{ brokerName: 'asc' }, { brokerId: 'asc' }],
  })
  return rows.map(serverOf)
}
