import { describe, expect, it } from 'vitest'
import {
  BrokerError,
  ConnectError,
  ConnectionClosedError,
  ProtocolError,
  RequestTimeoutError,
  RocketmqError,
} from './errors.ts'
import { RequestCode, requestCodeName } from './request-code.ts'
import { ResponseCode, responseCodeName } from './response-code.ts'

const place = { address: '10.0.0.1:10911', requestCode: RequestCode.UPDATE_AND_CREATE_TOPIC }

describe('errors', () => {
  it.each([
    [new ConnectError('ECONNREFUSED', place), 'Cannot connect to 10.0.0.1:10911: ECONNREFUSED'],
    [
      new ConnectionClosedError({ ...place, wasSent: true }),
      '10.0.0.1:10911 closed the connection before it answered to UPDATE_AND_CREATE_TOPIC',
    ],
    [
      new RequestTimeoutError({ ...place, wasSent: true, timeoutMs: 3000 }),
      '10.0.0.1:10911 did not answer to UPDATE_AND_CREATE_TOPIC within 3000 ms',
    ],
    [
      new BrokerError({ ...place, responseCode: 16, remark: 'no permission' }),
      '10.0.0.1:10911 answered NO_PERMISSION (16) to UPDATE_AND_CREATE_TOPIC: no permission',
    ],
    [new BrokerError({ address: 'a:1', responseCode: 9999, remark: null }), 'a:1 answered 9999 (9999)'],
    [new ProtocolError('Not a number', { path: '$.a', positionBytes: 7 }), 'Not a number at $.a at byte 7'],
  ])('say what happened: %s', (error, message) => {
    expect(error).toBeInstanceOf(RocketmqError)
    expect(error.message).toBe(message)
  })

  it('of the codec get their address on the way up', () => {
    const error = new ProtocolError('Not a number', { positionBytes: 7 })
    const placed = error.at('a:1', RequestCode.GET_BROKER_CONFIG)
    expect(placed).toMatchObject({
      address: 'a:1',
      requestCode: 26,
      positionBytes: 7,
      detail: 'Not a number',
      cause: error,
    })
    expect(placed.message).toBe('a:1 sent bytes we cannot read to GET_BROKER_CONFIG: Not a number at byte 7')
  })

  it('keep their cause', () => {
    const cause = new Error('reset')
    expect(new ConnectError('reset', { ...place, cause }).cause).toBe(cause)
    expect('cause' in new ConnectError('reset', place)).toBe(false)
  })
})

describe('code names', () => {
  it('are RocketMQ’s, or the number', () => {
    expect(requestCodeName(105)).toBe('GET_ROUTEINFO_BY_TOPIC')
    expect(requestCodeName(-5)).toBe('-5')
    expect(responseCodeName(ResponseCode.PULL_OFFSET_MOVED)).toBe('PULL_OFFSET_MOVED')
    expect(responseCodeName(-1)).toBe('-1')
  })

  it('of 209 to 211 depend on the request', () => {
    expect(responseCodeName(209)).toBe('POLLING_FULL')
    expect(responseCodeName(209, RequestCode.UPDATE_AND_CREATE_ACL_CONFIG)).toBe('UPDATE_AND_CREATE_ACL_CONFIG_FAILED')
    expect(responseCodeName(16, RequestCode.UPDATE_AND_CREATE_ACL_CONFIG)).toBe('NO_PERMISSION')
  })

  it.each([
    ['request', RequestCode],
    ['response', ResponseCode],
  ])('stand for one %s code each', (_kind, codes) => {
    expect(new Set(Object.values(codes)).size).toBe(Object.keys(codes).length)
  })
})
