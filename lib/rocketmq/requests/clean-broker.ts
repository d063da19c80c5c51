import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

/** All three: no header, no body; the reply says nothing. The broker cleans before it answers, which takes as long as it takes. */
const cleaning = (code: number) =>
  defineRequest<void, void>({ code, isWrite: true, encode: () => ({}), decode: () => undefined })

/**
 * CLEAN_EXPIRED_CONSUMEQUEUE (306), to a broker: drops queue files that only point at messages that are gone.
 *
 * @see protocol notes §4.2
 */
export const cleanExpiredConsumeQueue = cleaning(RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE)

/**
 * CLEAN_UNUSED_TOPIC (316), to a broker: drops the queue files of topics that it has no config of any more.
 *
 * @see protocol notes §4.2
 */
export const cleanUnusedTopic = cleaning(RequestCode.CLEAN_UNUSED_TOPIC)

/**
 * DELETE_EXPIRED_COMMITLOG (329), to a broker: asks for the deletion of message files that are past their time, as it does by itself at
 * `deleteWhen`. Answers at once, before anything is deleted. 4.9.8 and 5.0+.
 *
 * @see protocol notes §4.2
 */
export const deleteExpiredCommitLog = cleaning(RequestCode.DELETE_EXPIRED_COMMITLOG)
