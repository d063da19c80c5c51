import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeTraceRecords } from './trace-records.ts'

const record = (...fields: string[]) => `${fields.join('\u0001')}\u0002`
const decode = (text: string) => decodeTraceRecords(text).records

const pub = ['Pub', '1764165600123', 'DefaultRegion', 'pg', 'orders', 'ID1', 'paid', 'o-1 o-2', '10.0.0.1:10911', '42']

/** What clients of that version wrote: a message of two groups, one of which retried, and a transaction with two checks. */
function captured(version: string): string {
  const hex = readFileSync(new URL(`testdata/trace-records.${version}.hex`, import.meta.url), 'latin1')
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex').toString('utf8')
}

describe('decodeTraceRecords', () => {
  it.each(['5.5.0', '4.9.7'])('M-16 M-19: reads what clients of %s wrote', (version) => {
    const { records, damaged } = decodeTraceRecords(captured(version))
    expect(damaged).toBe(0)
    const types = records.map(({ type }) => type)
    expect(types.filter((type) => type === 'SubBefore')).toHaveLength(3)
    expect(types.filter((type) => type === 'SubAfter')).toHaveLength(3)
    const half = records.findIndex((record) => record.type === 'Pub' && record.messageType === 'HALF')
    expect(records.slice(half)).toMatchObject([
      { type: 'Pub', bodyBytes: 2, isSuccess: true, tags: 'paid', offsetMsgId: expect.stringMatching(/^[\dA-F]{32}$/) },
      { type: 'EndTransaction', state: 'UNKNOWN', isFromCheck: false },
      { type: 'EndTransaction', state: 'UNKNOWN', isFromCheck: true },
      { type: 'EndTransaction', state: 'COMMIT', isFromCheck: true },
    ])
    const ids = new Set(records.slice(0, half).map(({ messageId }) => messageId))
    expect(ids.size).toBe(1)
    const befores = records.filter((record) => record.type === 'SubBefore')
    for (const before of befores) {
      const after = records.find((record) => record.type === 'SubAfter' && record.requestId === before.requestId)
      expect(after).toMatchObject({ groupName: before.groupName, timestamp: expect.any(Date) })
    }
    expect(befores.map(({ retryTimes }) => retryTimes).sort()).toEqual([0, 0, 1])
  })

  it('reads what a producer says, with and without an offset id and a client host', () => {
    const [now, old, withHost] = decode(
      record(...pub, '7', '1', 'OFFSET1', 'true') +
        record(...pub, '7', '0', 'true') +
        record(...pub, '7', '3', 'OFFSET1', 'false', '10.0.0.9'),
    )
    expect(now).toMatchObject({
      type: 'Pub',
      messageId: 'ID1',
      timestamp: new Date(1764165600123),
      groupName: 'pg',
      topicName: 'orders',
      tags: 'paid',
      keys: 'o-1 o-2',
      bodyBytes: 42,
      durationMs: 7,
      messageType: 'HALF',
      offsetMsgId: 'OFFSET1',
      isSuccess: true,
      clientHost: null,
    })
    expect(old).toMatchObject({ messageType: 'NORMAL', offsetMsgId: null, isSuccess: true })
    expect(withHost).toMatchObject({ messageType: 'DELAY', isSuccess: false, clientHost: '10.0.0.9' })
  })

  it('reads both ends of a consumption, of old clients without time and group', () => {
    const [before, after, old] = decode(
      record('SubBefore', '1764165600200', 'null', 'cg', 'REQ1', 'ID1', '2', 'o-1') +
        record('SubAfter', 'REQ1', 'ID1', '15', 'false', 'o-1', '2', '1764165600215', 'cg') +
        record('SubAfter', 'REQ1', 'ID1', '15', 'true', ''),
    )
    expect(before).toMatchObject({ type: 'SubBefore', groupName: 'cg', requestId: 'REQ1', retryTimes: 2, keys: 'o-1' })
    expect(after).toMatchObject({
      type: 'SubAfter',
      durationMs: 15,
      isSuccess: false,
      result: 'EXCEPTION',
      timestamp: new Date(1764165600215),
      groupName: 'cg',
    })
    expect(old).toMatchObject({ isSuccess: true, result: null, timestamp: null, groupName: null, keys: null })
  })

  it('M-19: reads the decision about a half message, and who asked for it', () => {
    const end = [
      'EndTransaction',
      '1764165600300',
      'r',
      'pg',
      'orders',
      'ID1',
      'null',
      'o-1',
      '10.0.0.1:10911',
      '2',
      'TX1',
    ]
    expect(
      decode(
        record(...end, 'UNKNOW', 'true') +
          record(...end, 'COMMIT_MESSAGE', 'false') +
          record(...end, 'ROLLBACK_MESSAGE', 'true'),
      ),
    ).toMatchObject([
      { type: 'EndTransaction', state: 'UNKNOWN', isFromCheck: true, transactionId: 'TX1', tags: null },
      { state: 'COMMIT', isFromCheck: false },
      { state: 'ROLLBACK', isFromCheck: true },
    ])
  })

  it('takes records apart that a client in cloud mode glued together', () => {
    const glued = ['SubAfter', 'REQ1', 'ID1', '5', 'true', 'k', '0']
    const text = record(...glued, ...glued, 'SubBefore', '1764165600200', 'r', 'cg', 'REQ2', 'ID1', '0', 'k')
    expect(decode(text).map(({ type }) => type)).toEqual(['SubAfter', 'SubAfter', 'SubBefore'])
  })

  it('loses nothing but the record that is damaged', () => {
    const good = record('Recall', '1764165600300', 'r', 'pg', 'orders', 'ID1', 'true')
    expect(decodeTraceRecords(`${record('Pub', 'soon', 'r')}${record('what')}${good}`)).toMatchObject({
      records: [{ type: 'Recall', isSuccess: true }],
      damaged: 2,
    })
    expect(decodeTraceRecords('')).toEqual({ records: [], damaged: 0 })
  })
})
