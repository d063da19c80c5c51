import { expect, test } from 'vitest'
import { toAlarmFilter } from './alarm-filters.ts'

test('what the address says is asked in the words of the API', () => {
  expect(
    toAlarmFilter(
      {
        page: 1,
        pageSize: 50,
        q: 'pay',
        cluster: 'rmq-aaaaaaaa,rmq-bbbbbbbb',
        severity: 'CRITICAL,WARNING',
        label: 'team=pay,tier=a\\,b',
        handled: 'no',
        hidden: 'no',
      },
      null,
    ),
  ).toEqual({
    page: 1,
    pageSize: 50,
    q: 'pay',
    clusterId: ['rmq-aaaaaaaa', 'rmq-bbbbbbbb'],
    severity: ['CRITICAL', 'WARNING'],
    label: ['team=pay', 'tier=a,b'],
    isAcknowledged: false,
    isSilenced: false,
    isInhibited: false,
  })
})

test('the page of a cluster asks for that cluster alone', () => {
  expect(
    toAlarmFilter(
      { page: 1, pageSize: 50, cluster: 'rmq-bbbbbbbb', environment: 'test', hidden: 'silenced' },
      'rmq-aaaaaaaa',
    ),
  ).toEqual({ page: 1, pageSize: 50, clusterId: ['rmq-aaaaaaaa'], isSilenced: true })
})
