import { expect, it } from 'vitest'
import { csvRecord } from '#lib/api/csv.ts'
import { booleanOf, cellOf, importLines, labelsOf, listOfNames, numberOf } from './import-lines.ts'

const failure = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail')
}

it('reads a CSV with quotes, commas and line ends in its cells, and says where each ends', () => {
  const text = '\uFEFFname,remark\r\na,"one, ""two""\nthree"\r\n\r\nb,\r\n# broker-b did not answer\r\n'
  expect(importLines('csv', text)).toEqual([
    { line: 3, values: { name: 'a', remark: 'one, "two"\nthree' } },
    { line: 5, values: { name: 'b', remark: '' } },
  ])
})

it('reads NDJSON, and names a line that is none', () => {
  expect(importLines('ndjson', '{"name":"a"}\n\n[1]\n{"name":')).toEqual([
    { line: 1, values: { name: 'a' } },
    { line: 3, values: null, problem: 'A line must be an object.' },
    { line: 4, values: null, problem: 'This line is no JSON.' },
  ])
})

it('refuses what is no CSV, and more lines than a job takes', () => {
  expect(failure(() => importLines('csv', 'name\n"open'))).toMatchObject({ code: 'INVALID_INPUT' })
  const many = ['name', ...Array.from({ length: 5_001 }, (_, index) => `t${index}`)].join('\n')
  expect(failure(() => importLines('csv', many))).toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { used: 5_001 } })
})

it('takes a column by any of its names, in any case', () => {
  expect(cellOf({ TopicName: 'a' }, 'name', 'topicName')).toBe('a')
  expect(cellOf({ name: '' }, 'name')).toBeUndefined()
  expect(cellOf({ queuesPerBroker: '?' }, 'queuesPerBroker')).toBeUndefined()
})

it.each(['=1+1', "'=1+1", '-1', "'quoted'", ' @x'])('reads back what lists write for %j', (text) => {
  const [line] = importLines('csv', `remark,name\r\n${csvRecord([text, 'x'])}`)
  expect(cellOf(line?.values ?? {}, 'remark')).toBe(text)
})

it('turns text into what a schema expects, and leaves what it cannot to it', () => {
  expect([numberOf('8'), numberOf('eight'), numberOf(8)]).toEqual([8, 'eight', 8])
  expect([booleanOf('True'), booleanOf('false'), booleanOf('ja')]).toEqual([true, false, 'ja'])
  expect(listOfNames('broker-a;broker-b; ')).toEqual(['broker-a', 'broker-b'])
  expect(labelsOf('team=pay;note=a\\;b\\\\;tier=x=y')).toEqual({ team: 'pay', note: 'a;b\\', tier: 'x=y' })
})
