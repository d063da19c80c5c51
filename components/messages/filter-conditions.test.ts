import { describe, expect, it } from 'vitest'
import { compileFilter, judgeMessages } from '#lib/messages/filter/message-filter.ts'
import { buildMessage } from '#lib/messages/testing/build-message.ts'
import { type Condition, readConditions, toCel, toExpression, writeConditions } from './filter-conditions.ts'

const message = buildMessage({
  storedBody: Buffer.from('{"amount":100,"code":"42","a-b":{"c":true},"lines":[{"sku":"x \\"1\\""}],"none":null}'),
  properties: new Map([
    ['KEYS', 'o-1 o-2'],
    ['region', 'eu'],
  ]),
  bornHost: '10.0.0.9:51044',
  reconsumeTimes: 2,
})
const condition = (text: string): Condition => {
  const [subject, name, test, value] = JSON.parse(text)
  return { subject, name, test, value }
}

describe('a condition in CEL', () => {
  it.each([
    ['["json","amount","equals","100"]', true],
    ['["json","amount","above","99.5"]', true],
    ['["json","amount","below","100"]', false],
    ['["json","amount","contains","10"]', true],
    ['["json","code","equals","42"]', true],
    ['["json","code","not","42"]', false],
    ['["json","a-b.c","equals","true"]', true],
    ['["json","lines.0.sku","equals","x \\"1\\""]', true],
    ['["json","lines.1.sku","exists",""]', false],
    ['["json","none","equals","null"]', true],
    ['["json","missing.deep","equals","1"]', false],
    ['["json","missing","not","1"]', true],
    ['["props","region","equals","eu"]', true],
    ['["props","zone","equals","eu"]', false],
    ['["props","zone","not","eu"]', true],
    ['["props","region","contains","e"]', true],
    ['["keys","","equals","o-2"]', true],
    ['["keys","","not","o-2"]', false],
    ['["keys","","contains","-1"]', true],
    ['["keys","","exists",""]', true],
    ['["bornHost","","equals","10.0.0.9"]', true],
    ['["bornHost","","not","10.0.0.9:51044"]', false],
    ['["bornHost","","contains","10.0."]', true],
    ['["size","","above","100"]', true],
    ['["reconsumeTimes","","equals","2"]', true],
    ['["body","","contains","\\"sku\\""]', true],
  ])('%s', async (text, expected) => {
    const filter = compileFilter(toCel(condition(text)))
    const [verdict] = await judgeMessages(filter, [message], { signal: new AbortController().signal })
    expect(verdict).toBe(expected)
  })
})

it('joins conditions and an expression, each by itself', () => {
  const size = condition('["size","","above","10"]')
  expect(toExpression([], null)).toBeUndefined()
  expect(toExpression([size], null)).toBe('size > 10')
  expect(toExpression([size], 'tags == "a" || tags == "b"')).toBe('(size > 10) && (tags == "a" || tags == "b")')
})

it('survives an address, and leaves out what it cannot mean', () => {
  const conditions = [condition('["json","a","equals","1"]'), condition('["keys","","exists",""]')]
  expect(readConditions(writeConditions(conditions))).toEqual(conditions)
  expect(writeConditions([])).toBeNull()
  for (const text of [
    '',
    'nonsense',
    '{}',
    '[["json","","equals","1"]]',
    '[["size","","above","x"]]',
    '[["size","","contains","1"]]',
    '[1]',
  ]) {
    expect(readConditions(text)).toEqual([])
  }
})
