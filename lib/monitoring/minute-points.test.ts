import { expect, it } from 'vitest'
import { MinutePoints } from './minute-points.ts'
import { fromAdmin, Points } from './point.ts'

const round = (inTps: number | null, lag: number | null, restarts: number) => {
  const points = new Points()
  points.add('inTps', 'topic', { topicName: 't' }, fromAdmin(inTps))
  points.add('lag', 'group', { groupName: 'g' }, fromAdmin(lag))
  points.add('restarts', 'cluster', {}, fromAdmin(restarts))
  return points.all
}
const values = (minute: MinutePoints) => minute.take().map(({ value }) => value)

it('rates are averaged over the rounds of a minute, counts added up, and of a state the newest stands', () => {
  const minute = new MinutePoints()
  for (const [inTps, lag] of [
    [400, 5],
    [0, 6],
    [0, 7],
    [0, 8],
  ] as const)
    minute.add(round(inTps, lag, inTps > 0 ? 1 : 0))
  expect(values(minute)).toEqual([100, 8, 1])
  minute.add(round(7, 9, 0))
  expect(values(minute)).toEqual([7, 9, 0])
})

it('what is not known in the newest round is not known; a round that did not know it takes no part', () => {
  const minute = new MinutePoints()
  minute.add(round(null, 1, 0))
  minute.add(round(50, 1, 0))
  minute.add(round(100, 1, 0))
  expect(values(minute)).toEqual([75, 1, 0])
  minute.add(round(100, 1, 0))
  minute.add(round(null, null, 0))
  expect(values(minute)).toEqual([null, null, 0])
})
