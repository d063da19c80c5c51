import { db } from '#lib/db/db.ts'
import { BrokerFacts, type ConfigFacts } from './node-facts.ts'

interface MasterConfig {
  brokerName: string
  /** Null: its settings were never read. */
  config: ConfigFacts | null
}

/**
 * What the last check of the nodes found in the settings of the masters of a cluster: one small query, and no broker is asked. Says not
 * whether the reader may see nodes: that is for whoever shows them.
 */
export async function readMasterConfigs(clusterId: string): Promise<MasterConfig[]> {
  const masters = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', brokerId: 0 },
    select: { brokerName: true, facts: true },
    orderBy: { brokerName: 'asc' },
  })
  return masters.flatMap(({ brokerName, facts }) =>
    brokerName === null ? [] : [{ brokerName, config: BrokerFacts.parse(facts).config }],
  )
}

/** brokerNames of those that take no new messages, by their own permission or by what name servers hand out. */
export const drainedOf = (masters: readonly MasterConfig[]): ReadonlySet<string> =>
  new Set(masters.filter(({ config }) => config?.drainMethod).map(({ brokerName }) => brokerName))
