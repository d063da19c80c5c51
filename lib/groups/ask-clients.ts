import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { askEach } from './ask-each.ts'
import { askableClients, type LiveOnline } from './read-online.ts'

/** Each question is handed on by a broker, to a client that may be slow. */
const IN_FLIGHT = 8

/**
 * What the remoting clients of a group say of themselves (307).
 *
 * @param options.patienceMs for all of them together; who has not answered by then is left out
 * @returns by clientId
 */
export async function askClients(
  cluster: LiveCluster,
  groupName: string,
  live: LiveOnline,
  { signal, patienceMs }: { signal: AbortSignal; patienceMs: number },
): Promise<ReadonlyMap<string, RunningInfo>> {
  const answers = new Map<string, RunningInfo>()
  const deadlineMs = performance.now() + patienceMs
  await askEach(askableClients(live), IN_FLIGHT, async ({ clientId }) => {
    const [server] = live.serversOf.get(clientId) ?? []
    const timeoutMs = Math.ceil(deadlineMs - performance.now())
    if (!server || timeoutMs <= 0) return
    try {
      const question = { groupName, clientId, withStack: false }
      answers.set(clientId, await cluster.admin.clients.getRunningInfo(server, question, { signal, timeoutMs }))
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
    }
  })
  return answers
}
