import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

/** Configs change by hand, and the answer is large. */
const KEPT_MS = 60_000

const hoursByBroker = new WeakMap<AdminClient, Map<string, { readAt: number; hours: Promise<number | null> }>>()

/**
 * Hours after which brokers delete a file of messages: the smallest `fileReservedTime`, for RocketMQ keeps no retention per topic.
 *
 * @returns null when none of the brokers says
 */
export async function getRetentionHours(
  admin: AdminClient,
  servers: readonly Server[],
  options: { timeoutMs: number },
): Promise<number | null> {
  const known = hoursByBroker.get(admin) ?? new Map()
  hoursByBroker.set(admin, known)
  const hours = await Promise.all(
    servers.map((server) => {
      const kept = known.get(server.address)
      if (kept && Date.now() - kept.readAt < KEPT_MS) return kept.hours
      const entry = { readAt: Date.now(), hours: readHours(admin, server, options) }
      known.set(server.address, entry)
      return entry.hours
    }),
  )
  const told = hours.filter((value) => value !== null)
  return told.length === 0 ? null : Math.min(...told)
}

/** Of the config nothing else leaves this function: it holds secrets in clear. */
async function readHours(admin: AdminClient, server: Server, options: { timeoutMs: number }): Promise<number | null> {
  try {
    const { fileReservedTime } = await admin.brokers.getConfig(server, options)
    const hours = Number(fileReservedTime)
    return fileReservedTime !== undefined && Number.isFinite(hours) ? hours : null
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}
