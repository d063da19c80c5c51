import { expect, it } from 'vitest'
import type { Coverage, MessageItem, MessagePage, QueueCoverage } from '#lib/messages/schema.ts'
import { type AskedPage, mergePages } from './merge-pages.ts'

const item = (ms: number) => ({ offsetMsgId: `id-${ms}`, storeTimestamp: new Date(ms) }) as MessageItem // the rest is not looked at
const queue = (brokerName: string, state: QueueCoverage['state']): QueueCoverage => ({
  topicName: 'orders',
  brokerName,
  queueId: 0,
  state,
  fromOffset: 0n,
  toOffset: 9n,
  nextOffset: 0n,
})
function page(
  asked: string | null,
  ms: number[],
  more: Omit<Partial<MessagePage>, 'coverage'> & { coverage: Partial<Coverage> },
): AskedPage {
  const coverage: Coverage = {
    stoppedBecause: 'limit',
    range: { from: null, to: null },
    scanned: { messages: ms.length, bytes: 10n, queues: 2 },
    matched: ms.length,
    durationMs: 5,
    queues: [],
    ...more.coverage,
  }
  return { asked, page: { items: ms.map(item), cursor: null, ...more, coverage } }
}

it('puts the rows of a retry between the others, and goes on where the search stood', () => {
  const first = page(null, [90, 70], {
    cursor: 'more',
    partial: [{ address: 'b:1', brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT', detail: 'late' }],
    coverage: {
      stoppedBecause: 'failed',
      retryCursor: 'retry',
      queues: [queue('broker-a', 'waiting'), queue('broker-b', 'failed')],
    },
  })
  expect(mergePages([first], 'newest')).toMatchObject({
    cursor: 'more',
    retryCursor: 'retry',
    stoppedBecause: 'failed',
    partial: [{ brokerName: 'broker-b' }],
  })
  const retry = page('retry', [80, 60], {
    coverage: { stoppedBecause: 'complete', queues: [queue('broker-b', 'done')] },
  })
  const merged = mergePages([first, retry], 'newest')
  expect(merged.items.map(({ storeTimestamp }) => storeTimestamp.getTime())).toEqual([90, 80, 70, 60])
  expect(merged).toMatchObject({
    cursor: 'more',
    retryCursor: undefined,
    stoppedBecause: 'limit',
    partial: [],
    scannedMessages: 4,
    scannedBytes: 20n,
    durationMs: 10,
  })
  const end = page('more', [50], {
    coverage: { stoppedBecause: 'failed', queues: [queue('broker-a', 'done'), queue('broker-b', 'failed')] },
  })
  expect(mergePages([first, retry, end], 'newest')).toMatchObject({ cursor: undefined, stoppedBecause: 'complete' })
})

it('keeps saying failed while a broker is', () => {
  const first = page(null, [], { coverage: { stoppedBecause: 'failed', queues: [queue('broker-b', 'failed')] } })
  expect(mergePages([first], 'newest').stoppedBecause).toBe('failed')
})
