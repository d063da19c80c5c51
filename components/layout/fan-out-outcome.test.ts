import { expect, test } from 'vitest'
import { ApiError } from '#lib/api/call.ts'
import { listsOfProblem, mergeOutcome, settleUnknown, type Target, toOutcome } from './fan-out-outcome.ts'

const names = new Map([
  ['10.0.0.1:10911', 'broker-a'],
  ['10.0.0.2:10911', 'broker-b'],
])
const nameOf = (address: string) => names.get(address) ?? null
const refusal = {
  address: '10.0.0.2:10911',
  brokerName: 'broker-b',
  responseCode: 16,
  responseCodeName: 'NO_PERMISSION',
  remark: 'the broker is not writable',
}
const target = (address: string, detail = ''): Target => ({ address, brokerName: nameOf(address), detail })

test('X-10: a refusal is shown in the words of the broker', () => {
  const outcome = toOutcome(
    {
      done: [{ target: '10.0.0.1:10911' }],
      failed: [{ target: '10.0.0.2:10911', error: { code: 'CLUSTER_REJECTED', detail: 'Refused.', broker: refusal } }],
      unknown: [{ target: '10.0.0.3:10911', error: { code: 'CLUSTER_TIMEOUT', detail: 'No answer in 5000 ms.' } }],
    },
    nameOf,
  )
  expect(outcome).toEqual({
    done: [target('10.0.0.1:10911')],
    failed: [target('10.0.0.2:10911', 'NO_PERMISSION (16): the broker is not writable')],
    unknown: [target('10.0.0.3:10911', 'No answer in 5000 ms.')],
  })
})

test('a problem carries the three lists only where servers were written to', () => {
  const base = { type: '', title: '', status: 502, code: 'CLUSTER_REJECTED', detail: '', requestId: 'r' } as const
  expect(listsOfProblem(new ApiError(base))).toBeNull()
  expect(listsOfProblem(new ApiError({ ...base, done: [], failed: [], unknown: [] }))).toEqual({
    done: [],
    failed: [],
    unknown: [],
  })
})

test('a retry replaces what it asked and leaves the rest', () => {
  const before = { done: [target('10.0.0.1:10911')], failed: [target('10.0.0.2:10911', 'busy')], unknown: [] }
  const again = { done: [target('10.0.0.2:10911')], failed: [], unknown: [] }
  expect(mergeOutcome(before, again)).toEqual({
    done: [target('10.0.0.1:10911'), target('10.0.0.2:10911')],
    failed: [],
    unknown: [],
  })
})

test('reading again settles a fate, unless the server is still silent', () => {
  const unknown = ['10.0.0.1:10911', '10.0.0.2:10911', '10.0.0.3:10911'].map((address) => target(address, 'no answer'))
  const settled = settleUnknown(
    { done: [], failed: [], unknown },
    { items: [{ address: '10.0.0.1:10911', isStale: false }], partial: [{ address: '10.0.0.2:10911' }] },
    'not there',
  )
  expect(settled.done).toEqual([target('10.0.0.1:10911')])
  expect(settled.unknown).toEqual([target('10.0.0.2:10911', 'no answer')])
  expect(settled.failed).toEqual([target('10.0.0.3:10911', 'not there')])
})
