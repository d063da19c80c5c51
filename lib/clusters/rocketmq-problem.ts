import type { z } from 'zod'
import type { FanOut, PartialEntry, TargetError as TargetErrorShape } from '#lib/api/endpoint.ts'
import { AppError, type AppErrorFacts, type BrokerRefusal, type ErrorCode } from '#lib/errors.ts'
import type { Server, WriteResults } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, ProtocolError, RequestTimeoutError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

type TargetError = z.output<typeof TargetErrorShape>

/** What the wire said, in the words of the API. */
interface Problem {
  code: ErrorCode
  detail: string
  broker?: BrokerRefusal
}

/**
 * Turns whatever a call to a cluster threw into the error of the API. An AppError stays what it is; anything that is neither
 * (a bug) becomes INTERNAL with its cause.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof RocketmqError) {
    const { code, detail, broker } = problemOf(error)
    return new AppError(code, detail, broker ? { broker } : {}, { cause: error })
  }
  return new AppError('INTERNAL', 'Something went wrong in the console.', {}, { cause: error })
}

/** Runs calls to a cluster; what they throw comes out in the words of the API. An abort stays an abort. */
export async function askCluster<T>(calls: () => Promise<T>): Promise<T> {
  try {
    return await calls()
  } catch (error) {
    throw error instanceof RocketmqError ? toAppError(error) : error
  }
}

/** Why the part of one server is missing from an answer. */
export function toPartialEntry(
  server: { address: string; brokerName?: string },
  error: RocketmqError | AppError,
): PartialEntry {
  const { code, detail } = error instanceof AppError ? { code: error.code, detail: error.message } : problemOf(error)
  return { address: server.address, ...(server.brokerName && { brokerName: server.brokerName }), code, detail }
}

/** Why one target of a fan-out is not done. */
export function toTargetError(error: RocketmqError, server?: Server): TargetError {
  const { code, detail, broker } = problemOf(error)
  if (!broker) return { code, detail }
  return { code, detail, broker: { ...broker, ...(server?.brokerName && { brokerName: server.brokerName }) } }
}

/**
 * Outcome of a write to several servers. Some done and some not is a value.
 *
 * @param unsent servers that it should have reached and that it was never sent to
 * @throws AppError when no server did it: CLUSTER_TIMEOUT when one of them may have, else what the first one said. The three
 *   lists are in `facts.extra`.
 */
export function toFanOut<T>(results: WriteResults, resource?: T, unsent: FanOut<T>['failed'] = []): FanOut<T> {
  const notDone = ({ server, error }: WriteResults['failed'][number]) => ({
    target: server.address,
    error: toTargetError(error, server),
  })
  const lists = {
    done: results.done.map(({ server }) => ({ target: server.address })),
    failed: [...results.failed.map(notDone), ...unsent],
    unknown: results.unknown.map(notDone),
  }
  const [silent] = results.unknown
  const [refused] = results.failed
  if (lists.done.length === 0 && silent) throw nothingDone('CLUSTER_TIMEOUT', silent, lists)
  if (lists.done.length === 0 && refused) {
    const { code } = problemOf(refused.error)
    throw nothingDone(code === 'CLUSTER_TIMEOUT' ? 'CLUSTER_UNREACHABLE' : code, refused, lists)
  }
  const [first] = unsent
  if (lists.done.length === 0 && first) {
    throw new AppError('CLUSTER_UNREACHABLE', `${first.error.detail} Nothing was changed.`, { extra: { ...lists } })
  }
  return resource === undefined ? lists : { ...lists, resource }
}

function nothingDone(code: ErrorCode, { server, error }: WriteResults['failed'][number], lists: object): AppError {
  const { detail, broker } = toTargetError(error, server)
  const facts: AppErrorFacts = { extra: { ...lists } }
  if (broker) facts.broker = broker
  const sentence =
    code === 'CLUSTER_TIMEOUT' ? 'It may have taken effect: look before you try again.' : 'Nothing was changed.'
  return new AppError(code, `${detail} ${sentence}`, facts, { cause: error })
}

function problemOf(error: RocketmqError): Problem {
  if (error instanceof BrokerError) return refusalOf(error)
  if (error instanceof RequestTimeoutError) return { code: 'CLUSTER_TIMEOUT', detail: sentence(error.message) }
  // Connected, and what came back is no answer: it is the server that is wrong, not the way to it.
  const code = error instanceof ProtocolError ? 'CLUSTER_REJECTED' : 'CLUSTER_UNREACHABLE'
  return { code, detail: sentence(error.message) }
}

function refusalOf(error: BrokerError): Problem {
  const { address, responseCode, responseCodeName, remark } = error
  const broker = { address, responseCode, responseCodeName, remark }
  if (responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED) {
    return { code: 'NOT_SUPPORTED', detail: `${address} is of a version that does not know this request.`, broker }
  }
  if (isAccessDenied(error)) {
    const why = remark === '' ? '' : `: ${remark}`
    return {
      code: 'CLUSTER_REJECTED',
      detail: sentence(`${address} denied access to the console's own account${why}`),
      broker,
    }
  }
  return { code: 'CLUSTER_REJECTED', detail: sentence(error.message), broker }
}

/** ACL 1.0 answers code 1 with the name of its exception in the remark; there is nothing else to tell it by. */
export function isAccessDenied(error: BrokerError): boolean {
  if (error.responseCode === ResponseCode.NO_PERMISSION) return true
  return error.responseCode === ResponseCode.SYSTEM_ERROR && error.remark.includes('AclException')
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
