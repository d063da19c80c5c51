import type { CommandTarget } from '#components/topics/mqadmin-command.ts'
import { DEFAULT_GROUP_SETTINGS, type GroupRetryPolicy, type NewGroup } from '#lib/groups/schema.ts'
import { mqadminLine } from '#lib/mqadmin-line.ts'

/**
 * The `mqadmin` lines that do what the dialog is about to do, before anything is sent. The answer of the API carries the same lines.
 *
 * @returns null where a setting is asked for that the tool cannot say
 */
export function createGroupCommand(
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  group: NewGroup,
): string | null {
  const settings = { ...DEFAULT_GROUP_SETTINGS, ...group }
  if (settings.consumeTimeoutMinute !== DEFAULT_GROUP_SETTINGS.consumeTimeoutMinute) return null
  const shared = [
    ['-g', group.groupName],
    ['-s', settings.consumeEnable],
    ['-m', settings.consumeFromMinEnable],
    ['-d', settings.consumeBroadcastEnable],
    ...(settings.isOrdered ? [['-o', true]] : []),
    ['-q', settings.retryQueueNums],
    ['-r', settings.maxRetries],
    ...(group.retryPolicy ? [['-p', policyJson(group.retryPolicy)]] : []),
    ['-i', settings.brokerId],
    ['-w', settings.whichBrokerWhenConsumeSlowly],
    ['-a', settings.notifyConsumerIdsChangedEnable],
  ]
    .flat()
    .map(String)
  return targets
    .map((target) => {
      const where = 'clusterName' in target ? ['-c', target.clusterName] : ['-b', target.brokerAddress]
      return mqadminLine('updateSubGroup', nameServers, [...where, ...shared])
    })
    .join('\n')
}

function policyJson(policy: GroupRetryPolicy): string {
  if (policy.type === 'TIERED') {
    const next = [1_000, 5_000, ...policy.delaysMs]
    return JSON.stringify({ type: 'CUSTOMIZED', customizedRetryPolicy: { next } })
  }
  const [initial, max, multiplier] =
    policy.type === 'FIXED'
      ? [policy.intervalMs, policy.intervalMs, 1]
      : [policy.initialMs, policy.maxMs, policy.multiplier]
  return JSON.stringify({ type: 'EXPONENTIAL', exponentialRetryPolicy: { initial, max, multiplier } })
}
