import { db } from '#lib/db/db.ts'
import { BrokerFacts } from './node-facts.ts'

/**
 * Masters that are drained (they take no new messages, by their own permission or by what name servers hand out), as the last check saw
 * them: one small query, and no broker is asked.
 *
 * @returns brokerNames; without brokers of which it is not known
 */
export async function drainedBrokers(clusterId: string): Promise<ReadonlySet<string>> {
  const masters = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', brokerId: 0 },
    select: { brokerName: true, facts: true },
  })
  return new Set(
    masters.flatMap(({ brokerName, facts }) =>
      brokerName !== null && BrokerFacts.parse(facts).config?.drainMethod ? [brokerName] : [],
    ),
  )
}
