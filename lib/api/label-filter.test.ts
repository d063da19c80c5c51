import { expect, test } from 'vitest'
import { z } from 'zod'
import { joinLabelFilter, labelFilter, splitLabelFilter } from '#lib/api/endpoint.ts'

test.each([
  ['team=pay', ['team=pay']],
  ['team=pay,tier=1', ['team=pay', 'tier=1']],
  ['note=a\\,b,path=c:\\\\d', ['note=a,b', 'path=c:\\d']],
  ['team=', ['team=']],
  ['expr=a=b', ['expr=a=b']],
])('the label filter %j is %j, and the way back', (text, pairs) => {
  expect(z.decode(labelFilter, text)).toEqual(pairs)
  expect(joinLabelFilter(pairs)).toBe(text)
  expect(splitLabelFilter(joinLabelFilter(pairs))).toEqual(pairs)
})

test.each(['team', '=pay', 'Team=pay', 'a=b,c'])(
  'refuses %j: it would find nothing and look as if there were nothing',
  (text) => {
    expect(labelFilter.safeParse(text).success).toBe(false)
  },
)
