import { expect, test } from 'vitest'
import { clusterNav, fleetNav, inOtherCluster, navPlace } from './nav.ts'

test.each([
  ['/clusters/rmq-aaaaaaaa/topics', '/clusters/rmq-bbbbbbbb/topics'],
  ['/clusters/rmq-aaaaaaaa/topics/order%25created', '/clusters/rmq-bbbbbbbb/topics'],
  ['/clusters/rmq-aaaaaaaa/messages', '/clusters/rmq-bbbbbbbb/messages'],
  ['/clusters', '/clusters/rmq-bbbbbbbb'],
  ['/audit', '/clusters/rmq-bbbbbbbb'],
])('from %s the switcher leads to %s', (from, to) => {
  expect(inOtherCluster(from, 'rmq-bbbbbbbb')).toBe(to)
})

test('U-6: a page asks for its right in its cluster, one about all clusters anywhere, one about the console on the whole of it', () => {
  const find = (key: string) =>
    [...clusterNav, ...fleetNav].flatMap(({ items }) => items).find((item) => item.key === key)
  const place = (key: string) => {
    const item = find(key)
    return item && navPlace(item, 'rmq-aaaaaaaa')
  }
  expect(place('topics')).toEqual(['rmq-aaaaaaaa', 'any'])
  expect(place('audit')).toEqual([undefined, 'any'])
  expect(place('channels')).toEqual([undefined, 'any'])
  expect(place('about')).toEqual([undefined, 'all'])
})
