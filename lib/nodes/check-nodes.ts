import { getCluster } from '#lib/clusters/get-cluster.ts'
import { COUNT_PERIOD_MS, readHealthFacts, toStoredFacts } from '#lib/clusters/health-facts.ts'
import { db } from '#lib/db/db.ts'
import { type ClusterNode, Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { askNodes } from './ask-nodes.ts'
import { type AskedNode, CHECK_TIMEOUT_MS } from './asked-node.ts'
import { readConfigFacts } from './config-facts.ts'
import { decideHealth, judgedByHealth } from './decide-health.ts'
import { fleetFacts } from './fleet-facts.ts'
import { knownCves } from './known-cves.ts'
import { mutedCves } from './muted-cves.ts'
import { differingRoutes } from './name-server-agreement.ts'
import { BrokerFacts, NameServerFacts } from './node-facts.ts'
import { toNodeRow } from './to-node-row.ts'

/**
 * Task of the worker, every 10 s and cluster: asks each node, remembers it, and stores the health with its reasons and the numbers
 * of the fleet row. A node that stops is down in the next check, and up again in the first one that it answers.
 */
export async function checkNodes(ctx: Context, { clusterId, now }: { clusterId: string; now: Date }): Promise<void> {
  requirePermission(ctx, 'node:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const [before, previous, agreement, muted, criticalAlarms] = await Promise.all([
    db().clusterNode.findMany({ where: { clusterId } }),
    db().clusterHealth.findUnique({ where: { clusterId } }),
    db().nameServerAgreement.findUnique({ where: { clusterId } }),
    mutedCves(clusterId),
    // What is silenced or acknowledged fires all the same; what recovers does not.
    db().alarmInstance.count({
      where: { clusterId, endedAt: null, state: 'FIRING', severity: 'CRITICAL', metric: { notIn: judgedByHealth } },
    }),
  ])
  const remembered = before.flatMap(toServer)
  const asked = { remembered, withTopics: needsTopics(before, now) }
  const { nodes, disagreeing } = await askNodes(cluster, asked, ctx.signal)
  const answering = nodes.filter(({ runtime }) => runtime !== null).flatMap(toServer)
  const configs = await readConfigFacts(cluster, answering, CHECK_TIMEOUT_MS)
  const rows = nodes.map((node) => toNodeRow(node, { clusterId, nodes, before, configs, now }))
  const brokers = rows.flatMap((row) =>
    row.kind === 'broker' ? [{ ...row, facts: BrokerFacts.parse(row.facts) }] : [],
  )
  const checked = rows.map((row) => {
    const facts = brokers.find(({ address }) => address === row.address)?.facts
    return {
      ...row,
      isRefusing: row.isUp && row.error !== null,
      diskUsedRatio: facts?.diskUsedRatio ?? null,
      hasDrift: (facts?.config?.driftKeys.length ?? 0) > 0,
    }
  })
  const { health, reasons, since } = decideHealth(previous, checked, now, {
    disagreeing,
    routes: differingRoutes(agreement, now),
    cves: cvesOf(rows, muted),
    criticalAlarms,
  })
  const facts = await fleetFacts(ctx, cluster, { brokers, muted, previous: readHealthFacts(previous?.facts, now), now })

  const keep = rows.map(({ kind, address }) => ({ kind, address }))
  const state = { health, reasons, since, checkedAt: now, facts: toStoredFacts(facts) }
  await db().$transaction([
    db().clusterNode.deleteMany({ where: { clusterId, NOT: { OR: keep } } }),
    ...rows.map(({ error, ...row }) => {
      const data = { ...row, facts: { ...row.facts }, error: error ?? Prisma.DbNull }
      const { kind, address } = row
      // One that was forgotten while this check ran is not remembered again by it.
      const isKnown = before.some((known) => known.kind === kind && known.address === address)
      if (isKnown) return db().clusterNode.updateMany({ where: { clusterId, kind, address }, data })
      const where = { clusterId_kind_address: { clusterId, kind, address } }
      return db().clusterNode.upsert({ where, create: data, update: data })
    }),
    db().clusterHealth.upsert({ where: { clusterId }, create: { clusterId, ...state }, update: state }),
  ])
}

/** Of what runs: who is down can be attacked by nobody. */
function cvesOf(
  rows: readonly { kind: string; isUp: boolean; version: string | null }[],
  muted: ReadonlySet<string>,
): string[] {
  const ids = rows.flatMap(({ kind, isUp, version }) => (isUp ? knownCves(kind, version) : []))
  return [...new Set(ids)].filter((id) => !muted.has(id)).sort()
}

const toServer = ({ kind, address, announcedAddress, clusterName, brokerName, brokerId }: ClusterNode | AskedNode) =>
  kind === 'broker' && clusterName !== null && brokerName !== null && brokerId !== null
    ? [{ address, announcedAddress, clusterName, brokerName, brokerId }]
    : []

/** A name server whose topics were not counted for a while, or never. */
const needsTopics = (before: readonly ClusterNode[], now: Date): boolean => {
  const nameServers = before.filter(({ kind }) => kind === 'nameServer')
  const countedAt = nameServers.map(({ facts }) => Date.parse(NameServerFacts.parse(facts).topicsAt ?? ''))
  return countedAt.length === 0 || countedAt.some((ms) => !(now.getTime() - ms < COUNT_PERIOD_MS))
}
