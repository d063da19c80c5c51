import { expect, test } from 'vitest'
import { edgePath } from './edge-path.ts'

const ends = { fromX: 100, fromY: 10, toX: 200, toY: 50 }

test('a line is level at the end that carries its label', () => {
  expect(edgePath(ends, 'to')).toBe('M100 10L100 10C117.5 10 117.5 50 135 50L200 50')
  expect(edgePath(ends, 'from')).toBe('M100 10L165 10C182.5 10 182.5 50 200 50L200 50')
  expect(edgePath(ends, null)).toBe('M100 10C150 10 150 50 200 50')
})
