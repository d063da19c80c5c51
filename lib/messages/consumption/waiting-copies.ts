import { DEFAULT_LEVELS, delayLevelsMs } from '#lib/messages/delay-levels.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { LEVEL_TOPIC } from '#lib/messages/to-message-item.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Asker } from './asker.ts'
import type { WaitingCopy } from './judge-consumption.ts'

/** Copies that wait in delay topics, by the topic that they wait for, with when they are due. @throws the signal's reason */
export async function sortWaitingCopies(
  { admin, asker }: { admin: AdminClient; asker: Asker },
  copies: readonly FoundMessage[],
): Promise<Map<string, WaitingCopy[]>> {
  const waiting = new Map<string, WaitingCopy[]>()
  for (const { server, message } of copies) {
    const target = message.properties.get('REAL_TOPIC')
    if (target === undefined) continue
    const config =
      message.topicName === LEVEL_TOPIC
        ? await asker.ask(server, (call) => admin.brokers.getConfig(server, call))
        : null
    const levels = config && 'value' in config ? config.value.messageDelayLevel : undefined
    const copy = { tries: message.reconsumeTimes, dueAt: dueAt(message, levels ?? DEFAULT_LEVELS) }
    waiting.set(target, [...(waiting.get(target) ?? []), copy])
  }
  return waiting
}

/** By its level, counted from 1 with the queues from 0; or by the time that its broker reckoned. */
export function dueAt({ topicName, queueId, storeTimestamp, properties }: StoredMessage, levels: string): Date | null {
  if (topicName === LEVEL_TOPIC) {
    const delayMs = delayLevelsMs(levels)[queueId] ?? null
    return delayMs === null ? null : new Date(storeTimestamp.getTime() + delayMs)
  }
  const ms = Number(properties.get('TIMER_OUT_MS') ?? properties.get('TIMER_DELIVER_MS') ?? Number.NaN)
  return Number.isSafeInteger(ms) && ms > 0 && ms <= 8_640_000_000_000_000 ? new Date(ms) : null
}
