import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import {
  BrokerError,
  ConnectError,
  ConnectionClosedError,
  ProtocolError,
  RequestTimeoutError,
  type RocketmqError,
} from '#lib/rocketmq/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { askCluster, toAppError, toFanOut, toPartialEntry } from './rocketmq-problem.ts'

const address = '10.0.0.1:10911'
const server: Server = { address, announcedAddress: address, brokerName: 'broker-a', clusterName: 'C', brokerId: 0 }
const other: Server = { ...server, address: '10.0.0.2:10911', brokerName: 'broker-b' }
const refusal = (responseCode: number, remark: string | null) =>
  new BrokerError({ address, requestCode: RequestCode.UPDATE_AND_CREATE_TOPIC, responseCode, remark })
const silent = new RequestTimeoutError({ address, wasSent: true, timeoutMs: 5_000 })
const refused = new ConnectError('connection refused', { address })

describe('toAppError', () => {
  it.each<[string, RocketmqError, string]>([
    ['no connection', refused, 'CLUSTER_UNREACHABLE'],
    ['a closed connection', new ConnectionClosedError({ address, wasSent: true }), 'CLUSTER_UNREACHABLE'],
    ['no answer', silent, 'CLUSTER_TIMEOUT'],
    ['bytes that are none', new ProtocolError('a web server answers here', { address }), 'CLUSTER_REJECTED'],
    ['a refusal', refusal(ResponseCode.SYSTEM_ERROR, 'disk full'), 'CLUSTER_REJECTED'],
    ['an unknown request code', refusal(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, null), 'NOT_SUPPORTED'],
  ])('%s', (_, error, code) => {
    expect(toAppError(error)).toMatchObject({ code, cause: error })
  })

  it('X-10: keeps the broker’s words, its code and its address', () => {
    expect(toAppError(refusal(ResponseCode.SYSTEM_ERROR, 'disk full')).facts.broker).toEqual({
      address,
      responseCode: 1,
      responseCodeName: 'SYSTEM_ERROR',
      remark: 'disk full',
    })
  })

  it.each([
    ['ACL 2.0', refusal(ResponseCode.NO_PERMISSION, 'User:x is not found.')],
    ['ACL 1.0', refusal(ResponseCode.SYSTEM_ERROR, 'org.apache.rocketmq.acl.common.AclException: No accessKey')],
  ])('says that access was denied by %s, and keeps the remark', (_, error) => {
    const { message, facts } = toAppError(error)
    expect(message).toContain('denied access')
    expect(message).toContain(error.remark)
    expect(facts.broker?.remark).toBe(error.remark)
  })

  it('leaves an AppError alone and hides a bug', () => {
    const known = new AppError('CONFLICT', 'x')
    expect(toAppError(known)).toBe(known)
    expect(toAppError(new TypeError('x'))).toMatchObject({ code: 'INTERNAL' })
  })
})

describe('askCluster', () => {
  it('translates what the wire said, and nothing else', async () => {
    await expect(askCluster(async () => Promise.reject(silent))).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
    const abort = new DOMException('gone', 'AbortError')
    await expect(askCluster(async () => Promise.reject(abort))).rejects.toBe(abort)
    await expect(askCluster(async () => 7)).resolves.toBe(7)
  })
})

describe('toFanOut', () => {
  it('keeps the three lists when something was done', () => {
    const results = { done: [{ server }], failed: [{ server: other, error: refused }], unknown: [] }
    expect(toFanOut(results, 'topic')).toMatchObject({
      done: [{ target: address }],
      failed: [{ target: other.address, error: { code: 'CLUSTER_UNREACHABLE' } }],
      unknown: [],
      resource: 'topic',
    })
  })

  it.each<[string, RocketmqError[], RocketmqError[], string]>([
    ['all refuse', [refusal(1, 'no'), refusal(1, 'no')], [], 'CLUSTER_REJECTED'],
    ['none can be reached', [refused], [], 'CLUSTER_UNREACHABLE'],
    ['one may have done it', [refusal(1, 'no')], [silent], 'CLUSTER_TIMEOUT'],
    [
      'none was sent in time',
      [new RequestTimeoutError({ address, wasSent: false, timeoutMs: 1 })],
      [],
      'CLUSTER_UNREACHABLE',
    ],
    ['none knows the request', [refusal(3, null)], [], 'NOT_SUPPORTED'],
  ])('throws when nothing was done: %s', (_, failed, unknown, code) => {
    const at = (error: RocketmqError) => ({ server, error })
    const attempt = () => toFanOut({ done: [], failed: failed.map(at), unknown: unknown.map(at) })
    expect(attempt).toThrow(
      expect.objectContaining({
        code,
        facts: expect.objectContaining({
          extra: {
            done: [],
            failed: failed.map(() => expect.anything()),
            unknown: unknown.map(() => expect.anything()),
          },
        }),
      }),
    )
  })

  it('names the broker of a refusal', () => {
    const results = { done: [{ server: other }], failed: [{ server, error: refusal(1, 'no') }], unknown: [] }
    expect(toFanOut(results).failed[0]?.error.broker).toMatchObject({ brokerName: 'broker-a', remark: 'no' })
  })
})

it('toPartialEntry names who is missing and why', () => {
  expect(toPartialEntry(server, silent)).toMatchObject({ address, brokerName: 'broker-a', code: 'CLUSTER_TIMEOUT' })
  expect(toPartialEntry({ address }, refused)).toEqual({
    address,
    code: 'CLUSTER_UNREACHABLE',
    detail: `Cannot connect to ${address}: connection refused.`,
  })
})
