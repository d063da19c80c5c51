import { type ReachableClients, serversByClient } from '#lib/groups/read-online.ts'
import { joinOnline } from '#lib/monitoring/online.ts'
import type { GroupConnection } from '#lib/rocketmq/admin/groups.ts'
import type { MessageFacts } from './message-facts.ts'

export interface SeenClients {
  /** Null: none is seen, and some did not answer. */
  clients: number | null
  subscriptions: GroupConnection['subscriptions']
  isBroadcast: boolean
  isPop: boolean
  reachable: ReachableClients
}

/** Clients of a group, of all brokers of the topic and all proxies. @throws the signal's reason */
export async function seeClients(
  { admin, asker, brokers, proxies }: Pick<MessageFacts, 'admin' | 'asker' | 'brokers' | 'proxies'>,
  groupName: string,
): Promise<SeenClients> {
  const [atBrokers, atProxies] = await Promise.all([
    Promise.all(
      brokers.map((server) => asker.ask(server, (call) => admin.groups.getConnection(server, groupName, call))),
    ),
    Promise.all(
      proxies.map((address) =>
        asker.ask({ address }, (call) => admin.groups.getConnectionAtProxy(address, groupName, call)),
      ),
    ),
  ])
  const connectionsOf = (answers: typeof atBrokers) =>
    answers.flatMap((answer) => ('value' in answer && answer.value ? [answer.value] : []))
  const ofBrokers = connectionsOf(atBrokers)
  const ofProxies = connectionsOf(atProxies)
  const connections = [...ofBrokers, ...ofProxies]
  const clientIds = new Set(connections.flatMap(({ clients }) => clients.map(({ clientId }) => clientId)))
  const answered = brokers.flatMap((server, index) => {
    const answer = atBrokers[index]
    return answer && 'value' in answer ? [{ server, connection: answer.value }] : []
  })
  const online = joinOnline(
    answered.map(({ server, connection }) => ({ name: server.brokerName, kind: 'broker', connection })),
    Date.now(),
  )
  const isPartial = [...atBrokers, ...atProxies].some((answer) => 'error' in answer)
  return {
    clients: clientIds.size === 0 && isPartial ? null : clientIds.size,
    // Of several answers the newest is in force.
    subscriptions: connections
      .flatMap(({ subscriptions }) => subscriptions)
      .toSorted((a, b) => (a.subVersion < b.subVersion ? 1 : a.subVersion > b.subVersion ? -1 : 0)),
    isBroadcast: connections.some(({ messageModel }) => messageModel === 'BROADCASTING'),
    // Clients of a proxy alone speak gRPC, which takes by POP.
    isPop:
      connections.some(({ consumeType }) => consumeType === 'CONSUME_POP') ||
      (ofProxies.length > 0 && ofBrokers.length === 0),
    reachable: { online, serversOf: serversByClient(answered) },
  }
}
