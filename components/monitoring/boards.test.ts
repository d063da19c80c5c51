import { expect, test } from 'vitest'
import { catalogueEntry } from '#lib/monitoring/catalogue.ts'
import { type BoardObject, boardScopes, chartsOf, topMetrics } from './boards.ts'

const of = (parts: Partial<BoardObject> & Pick<BoardObject, 'scope'>): BoardObject => ({
  name: parts.scope === 'cluster' ? null : 'pay%orders',
  topicName: null,
  groupName: parts.scope === 'client' ? 'pay%mail' : null,
  ...parts,
})
const boards = [
  ...boardScopes.map((scope) => of({ scope })),
  of({ scope: 'group', topicName: 'orders' }),
  of({ scope: 'topic', messageType: 'TRANSACTION' }),
  of({ scope: 'topic', messageType: 'DELAY' }),
]

test('every line of every board is a metric that its objects have', () => {
  for (const board of boards) {
    for (const { id, lines } of chartsOf(board)) {
      for (const { metric, scope } of lines) {
        expect(catalogueEntry(metric).scopes, `${board.scope} ${id} ${metric}`).toContain(scope)
      }
    }
  }
})

test('the lines of one chart have one unit, and no chart is there twice', () => {
  for (const board of boards) {
    const charts = chartsOf(board)
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length)
    for (const { id, lines } of charts) {
      expect(new Set(lines.map(({ metric }) => catalogueEntry(metric).unit)).size, `${board.scope} ${id}`).toBe(1)
    }
  }
})

test('what can be ranked is a metric of what is ranked', () => {
  for (const [scope, metrics] of Object.entries(topMetrics)) {
    for (const metric of metrics) expect(catalogueEntry(metric).scopes, metric).toContain(scope)
  }
})

test('a group with one topic chosen is the board of both; topics have charts of their type', () => {
  expect(chartsOf(of({ scope: 'group', topicName: 'orders' }))[0]?.lines[0]).toMatchObject({
    scope: 'groupTopic',
    object: { groupName: 'pay%orders', topicName: 'orders' },
  })
  const idsOf = (messageType: string | null) => chartsOf(of({ scope: 'topic', messageType })).map(({ id }) => id)
  expect(idsOf('TRANSACTION')).toContain('half')
  expect(idsOf('DELAY')).toContain('timed')
  expect(idsOf('NORMAL')).not.toContain('half')
})
