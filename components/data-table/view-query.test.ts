import { expect, test } from 'vitest'
import { viewQuery } from './view-query.ts'

test('X-24: a view keeps filters, order and tab, and not what is only of the moment', () => {
  expect(viewQuery('tab=queues&q=a+b&ns=&page=3&view=x&row=1&sort=-lag&create=1')).toBe(
    'tab=queues&q=a+b&ns=&sort=-lag',
  )
  expect(viewQuery('')).toBe('')
})
