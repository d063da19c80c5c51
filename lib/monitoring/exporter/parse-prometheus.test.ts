import { describe, expect, it } from 'vitest'
import { PrometheusParser, type PrometheusReading } from './parse-prometheus.ts'

function parse(text: string, options: { chunk?: number; wants?: (name: string) => boolean } = {}) {
  const readings: PrometheusReading[] = []
  const parser = new PrometheusParser((reading) => readings.push(reading), options.wants)
  const { chunk = text.length || 1 } = options
  for (let start = 0; start < text.length; start += chunk) parser.push(text.slice(start, start + chunk))
  parser.end()
  return readings.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value] as const)
}

describe('the text format of Prometheus', () => {
  it('reads names, labels and values, and passes over comments', () => {
    const text = [
      '# HELP a_total of something',
      '# TYPE a_total counter',
      'a_total{topic="pay%orders",le="10.0",} 4.4036588E7 1700000000000',
      'b 1',
      '  c { x = "y" , z="" }   -2.5  ',
      'd +Inf',
      'e{} NaN',
    ].join('\n')
    expect(parse(text)).toEqual([
      ['a_total', { topic: 'pay%orders', le: '10.0' }, 44_036_588],
      ['b', {}, 1],
      ['c', { x: 'y', z: '' }, -2.5],
      ['d', {}, Number.POSITIVE_INFINITY],
      ['e', {}, Number.NaN],
    ])
  })

  it('a label may hold quotes, backslashes, line ends and braces', () => {
    expect(parse(String.raw`a{x="1\"2\\3\n4},{=",y="消息"} 5`)).toEqual([['a', { x: '1"2\\3\n4},{=', y: '消息' }, 5]])
  })

  it('a bad line costs no other', () => {
    const text = ['{x="1"} 2', 'a{x="1 2', 'a{x=1} 2', 'a{x="1" y="2"} 3', 'a{x="1"}', 'a one', '<html>', 'b 2'].join(
      '\n',
    )
    expect(parse(text)).toEqual([['b', {}, 2]])
  })

  it('is the same however the text is cut', () => {
    const text = 'a{x="1"} 2\r\n# c\nb{y="\\"z"} 3\n'
    for (let chunk = 1; chunk < 12; chunk++) {
      expect(parse(text, { chunk })).toEqual([
        ['a', { x: '1' }, 2],
        ['b', { y: '"z' }, 3],
      ])
    }
  })

  it('a line without end fills no memory', () => {
    expect(parse(`a{x="${'x'.repeat(300_000)}"} 1\nb 2\n`, { chunk: 4_096 })).toEqual([['b', {}, 2]])
  })

  it('what nobody wants is not read', () => {
    expect(parse('a{x="1"} 1\nb{x="1"} 2\n', { wants: (name) => name === 'b' })).toEqual([['b', { x: '1' }, 2]])
  })
})
