import { seenInfo } from '#lib/clients/seen-info.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { askEach } from './ask-each.ts'
import { askableClients, type ReachableClients } from './read-online.ts'

/** Each question is handed on by a broker, to a client that may be slow. */
const IN_FLIGHT = 8
const KEEP_MS = 60_000
/** Clients deal their queues out anew every 20 s by themselves: to ask hundreds of them at each refresh tells nothing more. */
export const OWNERS_AGE_MS = 15_000

/** The last answer of each client. */
const keptOf = new WeakMap<AdminClient, Map<string, { at: number; info: RunningInfo }>>()

/**
 * What the remoting clients of a group say of themselves (307).
 *
 * @param options.patienceMs for all of them together; who has not answered by then is left out
 * @param options.maxAgeMs what a client said so lately is taken for its answer; 0 unless told
 * @returns by clientId
 */
export async function askClients(
  cluster: LiveCluster,
  groupName: string,
  live: ReachableClients,
  { signal, patienceMs, maxAgeMs = 0 }: { signal: AbortSignal; patienceMs: number; maxAgeMs?: number },
): Promise<ReadonlyMap<string, RunningInfo>> {
  const answers = new Map<string, RunningInfo>()
  const kept = keptAnswers(cluster.admin)
  const deadlineMs = performance.now() + patienceMs
  await askEach(askableClients(live), IN_FLIGHT, async ({ clientId }) => {
    const key = `${groupName} ${clientId}`
    const last = kept.get(key)
    if (last && Date.now() - last.at < maxAgeMs) {
      answers.set(clientId, seenInfo(last.info, cluster.scope))
      return
    }
    const [server] = live.serversOf.get(clientId) ?? []
    const timeoutMs = Math.ceil(deadlineMs - performance.now())
    if (!server || timeoutMs <= 0) return
    try {
      const question = { groupName, clientId, withStack: false }
      const info = await cluster.admin.clients.getRunningInfo(server, question, { signal, timeoutMs })
      answers.set(clientId, seenInfo(info, cluster.scope))
      kept.set(key, { at: Date.now(), info })
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
    }
  })
  return answers
}

function keptAnswers(admin: AdminClient): Map<string, { at: number; info: RunningInfo }> {
  const kept = keptOf.get(admin) ?? new Map<string, { at: number; info: RunningInfo }>()
  keptOf.set(admin, kept)
  for (const [key, { at }] of kept) if (Date.now() - at > KEEP_MS) kept.delete(key)
  return kept
}
