import { expect, test } from 'vitest'
import { chartCsv } from './chart-csv.ts'
import { foldSeries, toRows } from './series.ts'

const words = { time: 'time', max: 'max', before: 'before' }
const at = (text: string) => new Date(text)

test('N-19: the file has ISO times and raw values, and nothing where nothing was measured', () => {
  const drawn = foldSeries(
    [
      {
        id: 'lag',
        label: 'demo "mail", all',
        points: [
          { at: at('2026-11-22T14:32:00Z'), value: 1_284_310 },
          { at: at('2026-11-22T14:33:00Z'), value: null },
          { at: at('2026-11-22T14:34:00Z'), value: 0.125 },
        ],
      },
    ],
    String,
  )
  expect(chartCsv(drawn, toRows(drawn), { ...words, unit: 'msg' })).toBe(
    [
      'time,"demo ""mail"", all (msg)"',
      '2026-11-22T14:32:00.000Z,1284310',
      '2026-11-22T14:33:00.000Z,',
      '2026-11-22T14:34:00.000Z,0.125',
      '',
    ].join('\r\n'),
  )
})

test('a name that a spreadsheet would run is text, and a number below zero stays one', () => {
  const drawn = foldSeries(
    [{ id: 'lag', label: "=cmd|' /C calc'!A0", points: [{ at: at('2026-11-22T14:32:00Z'), value: -5 }] }],
    String,
  )
  expect(chartCsv(drawn, toRows(drawn), words)).toBe("time,'=cmd|' /C calc'!A0\r\n2026-11-22T14:32:00.000Z,-5\r\n")
})

test('the maximum and the earlier time stand beside their line', () => {
  const drawn = foldSeries(
    [
      {
        id: 'in',
        label: 'In',
        points: [
          { at: at('2026-11-22T14:00:00Z'), value: 2, max: 5 },
          { at: at('2026-11-22T15:00:00Z'), value: 3, max: 3 },
        ],
        before: [{ at: at('2026-11-22T14:00:00Z'), value: 1 }],
      },
    ],
    String,
  )
  expect(chartCsv(drawn, toRows(drawn), words).split('\r\n').slice(0, 3)).toEqual([
    'time,In,In max,In before',
    '2026-11-22T14:00:00.000Z,2,5,1',
    '2026-11-22T15:00:00.000Z,3,3,',
  ])
})
