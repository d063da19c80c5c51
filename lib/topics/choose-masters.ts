import { AppError } from '#lib/errors.ts'
import { type ClusterInfo, masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { CommandTarget } from './mqadmin-command.ts'

interface Where {
  clusterNames?: string[] | undefined
  brokerNames?: string[] | undefined
}

/**
 * The masters that a topic is written to. Never a slave: it would answer SUCCESS and forget the topic.
 *
 * @param shown RocketMQ cluster names that the registration shows; null = all
 * @throws AppError INVALID_INPUT for a name that is not there, CLUSTER_UNREACHABLE for a broker without a master
 */
export function chooseMasters(
  info: ClusterInfo,
  shown: readonly string[] | null,
  { clusterNames, brokerNames }: Where,
): { masters: Server[]; targets: CommandTarget[] } {
  if (clusterNames && brokerNames) {
    throw whereError('brokerNames', 'exclusive', 'Give clusterNames or brokerNames, not both.', {})
  }
  const masters = masterServers(info, shown ?? undefined)
  if (brokerNames) {
    const chosen = [...new Set(brokerNames)].map((name) => masterOf(name, masters, info, shown))
    return { masters: chosen, targets: chosen.map((server) => ({ server })) }
  }
  const allowed = shown ?? info.clusterNames
  const chosenNames = [...new Set(clusterNames ?? allowed)]
  const strange = chosenNames.find((name) => !allowed.includes(name))
  if (strange !== undefined) {
    throw whereError('clusterNames', 'unknownClusterName', `There is no ${strange} among ${allowed.join(', ')}.`, {
      name: strange,
    })
  }
  const chosen = masters.filter(({ clusterName }) => chosenNames.includes(clusterName))
  if (chosen.length === 0) {
    throw new AppError(
      'CLUSTER_UNREACHABLE',
      `No master of ${chosenNames.join(', ')} is registered at the name servers.`,
    )
  }
  const usedNames = chosenNames.filter((name) => chosen.some(({ clusterName }) => clusterName === name))
  return { masters: chosen, targets: usedNames.map((clusterName) => ({ clusterName })) }
}

function masterOf(
  brokerName: string,
  masters: readonly Server[],
  info: ClusterInfo,
  shown: readonly string[] | null,
): Server {
  const master = masters.find((server) => server.brokerName === brokerName)
  if (master) return master
  const isKnown = info.brokers.some(
    (broker) => broker.brokerName === brokerName && (shown?.includes(broker.clusterName) ?? true),
  )
  if (isKnown) {
    throw new AppError('CLUSTER_UNREACHABLE', `${brokerName} has no master now, and slaves take no topics.`)
  }
  throw whereError('brokerNames', 'unknownBroker', `There is no broker ${brokerName}.`, { name: brokerName })
}

const whereError = (field: string, rule: string, detail: string, params: Record<string, string>) =>
  new AppError('INVALID_INPUT', detail, { fields: [{ path: `body.${field}`, rule, params, detail }] })
