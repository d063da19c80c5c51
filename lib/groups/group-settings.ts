import { isDeepStrictEqual } from 'node:util'
import { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { GroupConfig, GroupConfigChange } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { toGroupRetryPolicy, toRetryPolicyChange } from './retry-policy.ts'
import { DEFAULT_GROUP_SETTINGS, DEFAULT_RETRY_POLICY, type GroupSettings } from './schema.ts'

/** What brokers call the settings by. */
const wireNames = {
  isOrdered: 'consumeMessageOrderly',
  maxRetries: 'retryMaxTimes',
  consumeEnable: 'consumeEnable',
  consumeBroadcastEnable: 'consumeBroadcastEnable',
  consumeFromMinEnable: 'consumeFromMinEnable',
  retryQueueNums: 'retryQueueNums',
  consumeTimeoutMinute: 'consumeTimeoutMinute',
  brokerId: 'brokerId',
  whichBrokerWhenConsumeSlowly: 'whichBrokerWhenConsumeSlowly',
  notifyConsumerIdsChangedEnable: 'notifyConsumerIdsChangedEnable',
} as const
const settingNames = Object.keys(wireNames) as (keyof typeof wireNames)[] // the keys of this very object

/** The settings that a body names; what else it carries is left out. */
export function toConfigChange(settings: GroupSettings): GroupConfigChange {
  const members = settingNames.flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [[wireNames[name], value]]
  })
  const change: GroupConfigChange = Object.fromEntries(members)
  return settings.retryPolicy ? { ...change, retryPolicy: toRetryPolicyChange(settings.retryPolicy) } : change
}

/** All of a config, as far as the console knows its members. */
export function toWholeConfig({
  groupName,
  retryPolicy,
  consumeTimeoutMinute,
  ...config
}: GroupConfig): GroupConfigChange & {
  groupName: string
} {
  const members = settingNames.flatMap((name) => {
    const wireName = wireNames[name]
    return wireName === 'consumeTimeoutMinute' ? [] : [[wireName, config[wireName]]]
  })
  return {
    groupName,
    ...Object.fromEntries(members),
    ...(consumeTimeoutMinute !== null && { consumeTimeoutMinute }),
    ...(retryPolicy && { retryPolicy: toRetryPolicyChange(toGroupRetryPolicy(retryPolicy)) }),
  }
}

/** Does it name any setting that brokers hold? */
export const hasSettings = (settings: GroupSettings): boolean => Object.keys(toConfigChange(settings)).length > 0

/** Whether a broker that holds `held` would hold the same had it been created with these settings. */
export function isSameConfig(settings: GroupSettings, held: GroupConfig): boolean {
  const wanted = { ...DEFAULT_GROUP_SETTINGS, ...settings }
  const isSame = settingNames.every((name) => {
    const present = held[wireNames[name]]
    return present === null || present === wanted[name]
  })
  if (!isSame || !held.retryPolicy) return isSame
  return isDeepStrictEqual(toGroupRetryPolicy(held.retryPolicy), settings.retryPolicy ?? DEFAULT_RETRY_POLICY)
}

/** Settings that came with 5.0, as far as they ask for more than what every older broker does anyway. */
const settingsOfFive = (settings: GroupSettings): string[] => [
  ...(settings.isOrdered ? ['isOrdered'] : []),
  ...(settings.retryPolicy ? ['retryPolicy'] : []),
  ...((settings.consumeTimeoutMinute ?? DEFAULT_GROUP_SETTINGS.consumeTimeoutMinute) !==
  DEFAULT_GROUP_SETTINGS.consumeTimeoutMinute
    ? ['consumeTimeoutMinute']
    : []),
]

/**
 * Can these brokers hold the settings? Those before 5.0 ignore what they do not know and say SUCCESS, hence the question. A broker
 * that does not answer is not judged: the write will tell.
 *
 * @throws AppError NOT_SUPPORTED
 */
export async function requireSupported(
  admin: AdminClient,
  masters: readonly Server[],
  settings: GroupSettings,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<void> {
  const names = settingsOfFive(settings)
  if (names.length === 0) return
  await Promise.all(
    masters.map(async (master) => {
      const version = await admin.brokers.probe(master, options).then(
        (probe) => probe.version,
        (error: unknown) => {
          if (error instanceof RocketmqError) return null
          throw error
        },
      )
      if (version === null || Number.parseInt(version, 10) >= 5) return
      const detail = `${master.brokerName} is of version ${version}, which does not know ${names.join(', ')}.`
      throw new AppError('NOT_SUPPORTED', detail, { neededVersion: '5.0.0' })
    }),
  )
}
