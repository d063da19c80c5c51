import { describe, expect, it } from 'vitest'
import type { Broker } from '#lib/nodes/schema.ts'
import { brokerState, limitTone, nodeState } from './node-state.ts'

const at = new Date(0)
const measured = (value: unknown) => ({ value, state: 'ok', at })
const broker = (parts: object) =>
  ({
    isUp: true,
    lastSeenAt: at,
    isDialable: true,
    diskUsedRatio: measured(0.2),
    haInSync: measured(true),
    sendQueueWaitMs: measured(0),
    drainMethod: null,
    ...parts,
  }) as Broker // only what the state is made of
const timedOut = { code: 'CLUSTER_TIMEOUT', detail: '' }

describe('brokerState', () => {
  it.each<[string, object, string, string]>([
    ['answers', {}, 'ok', 'ok'],
    ['was not checked', { isUp: null }, 'unknown', 'unchecked'],
    ['hangs', { isUp: false, error: timedOut, isDialable: true }, 'critical', 'noAnswer'],
    [
      'is gone',
      { isUp: false, error: { code: 'CLUSTER_UNREACHABLE', detail: '' }, isDialable: false },
      'critical',
      'down',
    ],
    [
      'C-9: announces what leads nowhere',
      { isUp: false, isDialable: false, lastSeenAt: null },
      'critical',
      'notDialable',
    ],
    ['refuses the console', { error: { code: 'CLUSTER_REJECTED', detail: '' } }, 'warning', 'refuses'],
    ['has a full disk', { diskUsedRatio: measured(0.76) }, 'warning', 'disk'],
    ['is behind', { haInSync: measured(false) }, 'warning', 'behind'],
    ['makes senders wait', { sendQueueWaitMs: measured(201) }, 'warning', 'slow'],
    ['is drained', { drainMethod: 'nameServer' }, 'info', 'drained'],
  ])('one that %s', (_, parts, state, word) => {
    expect(brokerState(broker(parts))).toEqual({ state, word })
  })

  it('a node without numbers', () => {
    expect(nodeState({ isUp: true })).toEqual({ state: 'ok', word: 'ok' })
  })
})

it('is amber above the first limit and red above the second', () => {
  const limits = [200, 1_000] as const
  expect([null, 200, 201, 1_000, 1_001].map((value) => limitTone(value, limits))).toEqual([
    undefined,
    undefined,
    'warning',
    'warning',
    'critical',
  ])
})
