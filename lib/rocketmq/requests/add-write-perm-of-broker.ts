import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

/**
 * ADD_WRITE_PERM_OF_BROKER (327), to a name server, 4.9.2+: gives the routes of all topics of a broker the permission to read and
 * write, **also those that were read-only before**. In memory of this name server only.
 *
 * Request: `brokerName!`. Reply header: `addTopicCount`.
 *
 * @see protocol notes §4.1
 */
export const addWritePermOfBroker = defineRequest<{ brokerName: string }, number>({
  code: RequestCode.ADD_WRITE_PERM_OF_BROKER,
  isWrite: true,
  encode: (header) => ({ header }),
  decode: (reply) => Number(bigintField(reply, 'addTopicCount')),
})
