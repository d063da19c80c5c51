import type { PartialEntry } from '#lib/api/endpoint.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'

/** So many questions at once, whoever they go to. */
const AT_ONCE = 8

export interface Question {
  /** Who is asked, and how that is named when it does not answer. */
  server: { address: string; brokerName?: string }
  /** Keeps the answer. @throws RocketmqError */
  ask: () => Promise<void>
}

/**
 * Asks many small questions of a few servers. A server that did not answer one is not asked the rest, so that one that hangs
 * costs one deadline; a refusal ends only its own question.
 *
 * @param silentAddresses who did not answer a moment ago: not asked again
 * @returns who did not answer or refused, each once
 */
export async function askEach(
  questions: readonly Question[],
  silentAddresses: ReadonlySet<string> = new Set(),
): Promise<PartialEntry[]> {
  const failures = new Map<string, PartialEntry>()
  const silent = new Set(silentAddresses)
  const left = questions[Symbol.iterator]()
  const askNext = async () => {
    for (const { server, ask } of left) {
      if (silent.has(server.address)) continue
      try {
        await ask()
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        if (!(error instanceof BrokerError)) silent.add(server.address)
        failures.set(server.address, toPartialEntry(server, error))
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askNext))
  return [...failures.values()]
}
