import { expect, it } from 'vitest'
import { decodeOffsetMsgId, decodeUniqKey } from './message-id.ts'
import { createUniqKey } from './unique-id.ts'

it('makes ids that tell their time, in the last hour of a month too', () => {
  for (const now of [new Date('2026-11-27T00:52:21.123Z'), new Date('2026-12-31T23:59:59.999Z')]) {
    const id = createUniqKey(now)
    expect(decodeUniqKey(id, now)).toMatchObject({ kind: 'remoting' })
    expect(decodeUniqKey(id, now)?.approximateSendTimes[0]).toEqual(now)
  }
})

it('makes no id twice, and none that could name a broker', () => {
  const now = new Date()
  const ids = Array.from({ length: 10_000 }, () => createUniqKey(now))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => /^[\dA-F]{32}$/.test(id))).toBe(true)
  if (process.pid % 0x1_0000 !== 0) expect(decodeOffsetMsgId(ids[0] ?? '')).toBeNull()
})
