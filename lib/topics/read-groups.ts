import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { ServerAnswer } from '#lib/monitoring/online.ts'
import { readServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { ConsumeStats, ConsumeTimeSpan } from '#lib/rocketmq/admin/groups.ts'
import { askEach, type Question } from './ask-each.ts'
import type { TopicRow } from './topic-rows.ts'

/** What the servers say of one group now. */
export interface GroupReading {
  groupName: string
  /** Of the servers that said which of its clients they know (203). */
  answers: ServerAnswer[]
  /** Every broker and proxy has said whether it knows one. */
  isComplete: boolean
  /** By brokerName, of the brokers that hold the topic and answered (208, 303). */
  statsByBroker: Map<string, ConsumeStats>
  spansByBroker: Map<string, ConsumeTimeSpan[]>
}

/**
 * Asks every broker and every proxy for the clients of some groups, and the brokers of a topic where the groups stand: at most
 * eight questions at once, each with the deadline of a page.
 *
 * @param options.silentAddresses who did not answer a moment ago: not asked again
 */
export async function readGroups(
  cluster: LiveCluster,
  { topicName, brokers }: TopicRow,
  groupNames: readonly string[],
  { signal, silentAddresses }: { signal: AbortSignal; silentAddresses: ReadonlySet<string> },
): Promise<{ readings: Map<string, GroupReading>; partial: PartialEntry[] }> {
  const { admin, proxies, pageTimeoutMs, clusterNames } = cluster
  const inventory = await cluster.getInventory({ signal })
  const options = { signal, timeoutMs: pageTimeoutMs }
  const servers = readServers(inventory.info, clusterNames ?? undefined)
  const readings = new Map<string, GroupReading>()
  const questions: Question[] = []
  for (const groupName of groupNames) {
    const reading: GroupReading = {
      groupName,
      answers: [],
      isComplete: false,
      statsByBroker: new Map(),
      spansByBroker: new Map(),
    }
    readings.set(groupName, reading)
    const keep = (answer: ServerAnswer) => {
      reading.answers.push(answer)
      const isAll = reading.answers.length === servers.length + proxies.length
      reading.isComplete = isAll && inventory.partial.length === 0
    }
    for (const server of servers) {
      const ask = async () => {
        const connection = await admin.groups.getConnection(server, groupName, options)
        keep({ name: server.brokerName, kind: 'broker', connection })
      }
      questions.push({ server, ask })
    }
    for (const { name, remoting } of proxies) {
      const ask = async () => {
        const connection = await admin.groups.getConnectionAtProxy(remoting, groupName, options)
        keep({ name, kind: 'proxy', connection })
      }
      questions.push({ server: { address: remoting }, ask })
    }
    for (const { server } of brokers) {
      const query = { groupName, topicName }
      const ask = async () => {
        const stats = await admin.groups.getConsumeStats(server, query, options)
        reading.statsByBroker.set(server.brokerName, stats)
        // Ages only of what is behind: the broker reads three messages per queue for them.
        if (stats.queues.every(({ brokerOffset, consumerOffset }) => brokerOffset <= consumerOffset)) return
        const spans = await admin.groups.getConsumeTimeSpans(server, query, { signal, timeoutMs: pageTimeoutMs / 2 })
        reading.spansByBroker.set(server.brokerName, spans)
      }
      questions.push({ server, ask })
    }
  }
  return { readings, partial: await askEach(questions, silentAddresses) }
}
