import { expect, test } from 'vitest'
import { fromLabels, parseLabel, toLabels } from './labels.ts'

test('a label is a key, an equals sign and whatever follows', () => {
  expect(parseLabel('team=pay')).toEqual(['team', 'pay'])
  expect(parseLabel('query=a=b')).toEqual(['query', 'a=b'])
  expect(parseLabel('tier=')).toEqual(['tier', ''])
})

test.each(['team', '=pay', 'Team=pay', 'te am=pay', `team=${'x'.repeat(129)}`])('%s is no label', (text) => {
  expect(parseLabel(text)).toBeNull()
})

test('there and back again, the later value wins', () => {
  expect(toLabels(['team=pay', 'tier=1', 'team=risk'])).toEqual({ team: 'risk', tier: '1' })
  expect(fromLabels({ team: 'risk', tier: '1' })).toEqual(['team=risk', 'tier=1'])
})
