import { expect, it } from 'vitest'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { RpcMeter } from './rpc-meter.ts'

function metered() {
  let ms = 1_000_000
  const meter = new RpcMeter('cl-1', () => ms)
  const call = (parts: Partial<Parameters<RpcMeter['onCall']>[0]> = {}) =>
    meter.onCall({
      address: 'a:1',
      requestCode: 202,
      wasSent: true,
      durationMs: 2,
      responseCode: ResponseCode.SUCCESS,
      failure: null,
      ...parts,
    })
  return { meter, call, later: (seconds: number) => (ms += seconds * 1000) }
}

it('counts the last minute of each server', () => {
  const { meter, call, later } = metered()
  for (let second = 0; second < 90; second++) {
    for (let i = 0; i < 3; i++) call({ durationMs: second })
    meter.onBytes('a:1', 100)
    later(1)
  }
  call({ address: 'b:1' })
  const [a, b] = meter.figures()
  expect(a).toMatchObject({ address: 'a:1', windowSeconds: 60, errors: 0, peakRequests: 3 })
  expect(a?.requests).toBeGreaterThanOrEqual(174)
  expect(a?.requests).toBeLessThanOrEqual(180)
  expect(a?.bytes).toBeGreaterThanOrEqual(5_800)
  expect(a?.p95Ms).toBeGreaterThan(80)
  expect(b).toMatchObject({ address: 'b:1', requests: 1 })
  later(120)
  expect(meter.figures()).toEqual([])
})

it('an error is no answer or one of a busy server; what never left is no request', () => {
  const { meter, call, later } = metered()
  call({ responseCode: null, failure: 'timeout' })
  call({ responseCode: null, failure: 'unreachable', wasSent: false })
  call({ responseCode: null, failure: 'aborted', wasSent: false })
  call({ responseCode: ResponseCode.SYSTEM_BUSY })
  call({ responseCode: ResponseCode.TOPIC_NOT_EXIST })
  later(5)
  expect(meter.figures()).toMatchObject([{ requests: 3, errors: 3, windowSeconds: 5, p95Ms: 2 }])
})
