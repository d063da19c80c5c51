import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { GroupConfigChange } from '#lib/rocketmq/admin/groups.ts'
import type { CommandTarget } from '#lib/topics/mqadmin-command.ts'
import { DEFAULT_GROUP_SETTINGS } from './schema.ts'

/**
 * The `mqadmin` lines that do the same as a write of these settings. The tool replaces a config as a whole, so they must be all of
 * a group. With access control on, mqadmin takes its account from `conf/tools.yml`, so no secret is in them.
 *
 * @returns empty where a setting is asked for that the tool cannot say
 */
export function updateSubGroupCommand(
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  config: GroupConfigChange & { groupName: string },
): string {
  const { consumeTimeoutMinute = DEFAULT_GROUP_SETTINGS.consumeTimeoutMinute } = config
  if (consumeTimeoutMinute !== DEFAULT_GROUP_SETTINGS.consumeTimeoutMinute) return ''
  const flag = (name: string, value: boolean | number | undefined) => (value === undefined ? [] : [name, String(value)])
  const shared = [
    ['-g', config.groupName],
    flag('-s', config.consumeEnable),
    flag('-m', config.consumeFromMinEnable),
    flag('-d', config.consumeBroadcastEnable),
    // mqadmin of 4.9 does not know it, and everybody takes false without it.
    flag('-o', config.consumeMessageOrderly || undefined),
    flag('-q', config.retryQueueNums),
    flag('-r', config.retryMaxTimes),
    config.retryPolicy ? ['-p', policyJson(config.retryPolicy)] : [],
    flag('-i', config.brokerId),
    flag('-w', config.whichBrokerWhenConsumeSlowly),
    flag('-a', config.notifyConsumerIdsChangedEnable),
  ].flat()
  return lines('updateSubGroup', nameServers, targets, shared)
}

/** The `mqadmin` lines that delete a group with its offsets; with `-c` the tool deletes its retry and dead-letter topics too. */
export function deleteSubGroupCommand(
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  groupName: string,
): string {
  return lines('deleteSubGroup', nameServers, targets, ['-g', groupName, '-r', 'true'])
}

function lines(
  name: string,
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  shared: readonly string[],
): string {
  return targets
    .map((target) => {
      const where = 'clusterName' in target ? ['-c', target.clusterName] : ['-b', target.server.announcedAddress]
      return mqadminLine(name, nameServers, [...where, ...shared])
    })
    .join('\n')
}

function policyJson(policy: NonNullable<GroupConfigChange['retryPolicy']>): string {
  if (policy.type === 'CUSTOMIZED') {
    const next = [1_000, 5_000, ...policy.effectiveMs]
    return JSON.stringify({ type: policy.type, customizedRetryPolicy: { next } })
  }
  const { type, initialMs, maxMs, multiplier } = policy
  return JSON.stringify({ type, exponentialRetryPolicy: { initial: initialMs, max: maxMs, multiplier } })
}
