import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { maskings } from './maskings.ts'

/**
 * The message as it is stored. Only for what shows nothing of it, for a filter of somebody with `message:unmask`, and for the reveal: who
 * may import this is listed in .dependency-cruiser.cjs.
 */
export const originalOf = (message: StoredMessage): StoredMessage => maskings.get(message)?.original ?? message
