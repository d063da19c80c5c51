import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, ConnectError, RequestTimeoutError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { type AskedNode, checkOptions, problemOf, silentNode } from './asked-node.ts'
import { compareVersions } from './compare-versions.ts'

/** Asks one broker for its runtime info (28) and, from 5.0 on, for its replication (907). */
export async function askBroker(cluster: LiveCluster, server: Server, signal: AbortSignal): Promise<AskedNode> {
  const node = { ...silentNode('broker', server.address), ...server }
  try {
    const answer = await cluster.admin.brokers.probe(server, checkOptions(signal))
    const version = versionOf(answer.runtime, answer.version)
    return {
      ...node,
      isUp: true,
      roundTripMs: Math.round(answer.roundTripMs),
      version,
      runtime: answer.runtime,
      isDialable: true,
      ha: await askHa(cluster, server, version, signal),
    }
  } catch (error) {
    return {
      ...node,
      // A refusal comes from a process that runs: it denies access, or has just started.
      isUp: error instanceof BrokerError,
      isDialable: !(error instanceof ConnectError || (error instanceof RequestTimeoutError && !error.wasSent)),
      error: problemOf(error),
    }
  }
}

async function askHa(
  { admin }: LiveCluster,
  server: Server,
  version: string | null,
  signal: AbortSignal,
): Promise<AskedNode['ha']> {
  if (version !== null && compareVersions(version, '5') < 0) return 'NOT_SUPPORTED'
  try {
    return await admin.brokers.getHaStatus(server, checkOptions(signal))
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    const isUnknown = error instanceof BrokerError && error.responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED
    return isUnknown ? 'NOT_SUPPORTED' : null
  }
}

/** `V5_5_0` as operators write it; the header's ordinal where the broker does not say. */
function versionOf({ brokerVersionDesc }: Record<string, string>, fromHeader: string): string | null {
  const described = brokerVersionDesc?.replace(/^V/, '').replaceAll('_', '.')
  return described || fromHeader || null
}
