import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

/** What brokers do to every topic that they hold; of several brokers the smallest. Null where none of them says. */
export interface BrokerLimits {
  /** Hours after which a file of messages is deleted: RocketMQ keeps no retention per topic. */
  retentionHours: number | null
  /** 5.0+, with the timer store. */
  maxDelayMs: number | null
  transactionCheck: { timeoutMs: number; intervalMs: number; max: number } | null
  /** Body and properties of one message. */
  maxMessageBytes: number | null
}

/** Configs change by hand, and the answer is large. */
const KEPT_MS = 60_000

const limitsByBroker = new WeakMap<AdminClient, Map<string, { readAt: number; limits: Promise<OneBroker | null> }>>()

type OneBroker = Record<keyof typeof settingNames, number | null>
const settingNames = {
  retentionHours: 'fileReservedTime',
  maxDelaySeconds: 'timerMaxDelaySec',
  timeoutMs: 'transactionTimeOut',
  intervalMs: 'transactionCheckInterval',
  max: 'transactionCheckMax',
  maxMessageBytes: 'maxMessageSize',
} as const

/** From the brokers' own settings, as read within the last minute. A broker that does not answer is left out. */
export async function getBrokerLimits(
  admin: AdminClient,
  servers: readonly Server[],
  options: { timeoutMs: number },
): Promise<BrokerLimits> {
  const known = limitsByBroker.get(admin) ?? new Map()
  limitsByBroker.set(admin, known)
  const answers = await Promise.all(
    servers.map((server) => {
      const kept = known.get(server.address)
      if (kept && Date.now() - kept.readAt < KEPT_MS) return kept.limits
      const entry = { readAt: Date.now(), limits: readLimits(admin, server, options) }
      known.set(server.address, entry)
      // Silence is not remembered.
      void entry.limits.then((limits) => limits ?? known.delete(server.address))
      return entry.limits
    }),
  )
  const smallest = (key: keyof OneBroker): number | null => {
    const told = answers.flatMap((answer) => answer?.[key] ?? [])
    return told.length === 0 ? null : Math.min(...told)
  }
  const [delaySeconds, timeoutMs] = [smallest('maxDelaySeconds'), smallest('timeoutMs')]
  const [intervalMs, max] = [smallest('intervalMs'), smallest('max')]
  return {
    retentionHours: smallest('retentionHours'),
    maxDelayMs: delaySeconds === null ? null : delaySeconds * 1_000,
    transactionCheck: timeoutMs === null || intervalMs === null || max === null ? null : { timeoutMs, intervalMs, max },
    maxMessageBytes: smallest('maxMessageBytes'),
  }
}

/** Of the config nothing else leaves this function: it holds secrets in clear. */
async function readLimits(
  admin: AdminClient,
  server: Server,
  options: { timeoutMs: number },
): Promise<OneBroker | null> {
  try {
    const config = await admin.brokers.getConfig(server, options)
    const numberOf = (name: string) => {
      const value = Number(config[name])
      return config[name] !== undefined && Number.isFinite(value) ? value : null
    }
    const limits = Object.entries(settingNames).map(([key, name]) => [key, numberOf(name)])
    // Without the timer store there are only the fixed levels.
    const hasTimer = config.timerWheelEnable !== 'false'
    return { ...Object.fromEntries(limits), ...(!hasTimer && { maxDelaySeconds: null }) }
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}
