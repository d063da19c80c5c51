import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

/**
 * WIPE_WRITE_PERM_OF_BROKER (205), to a name server: takes the write permission of a broker from the routes of all its topics. In
 * memory of this name server only; the broker's next changed registration undoes it.
 *
 * Request: `brokerName!`. Reply header: `wipeTopicCount`.
 *
 * @see protocol notes §4.1
 */
export const wipeWritePermOfBroker = defineRequest<{ brokerName: string }, number>({
  code: RequestCode.WIPE_WRITE_PERM_OF_BROKER,
  isWrite: true,
  encode: (header) => ({ header }),
  decode: (reply) => Number(bigintField(reply, 'wipeTopicCount')),
})
