import { expect, test } from 'vitest'
import type { TopologyEdge, TopologyNode } from '#lib/topology/schema.ts'
import { placeNodes } from './place-nodes.ts'

const node = (kind: TopologyNode['kind'], name: string): TopologyNode => ({ nodeId: name, kind, name })
const consumes = (from: string, to: string): TopologyEdge => ({ from, to, kind: 'CONSUMES' })

test('columns stand in the order of the way of a message, each in the middle', () => {
  const nodes = [node('TOPIC', 't'), node('GROUP', 'g1'), node('GROUP', 'g2'), node('PRODUCER', 'p')]
  const { columns, rows, nodes: placed } = placeNodes(nodes, [])
  expect(columns).toEqual(['PRODUCER', 'TOPIC', 'GROUP'])
  expect(rows).toBe(2)
  expect(placed.map(({ node: { name }, column, row }) => [name, column, row])).toEqual([
    ['p', 0, 0.5],
    ['t', 1, 0.5],
    ['g1', 2, 0],
    ['g2', 2, 1],
  ])
})

test('neighbours stand beside each other, so that lines do not cross', () => {
  const nodes = ['a', 'b', 'c'].map((name) => node('TOPIC', name))
  const groups = ['of-c', 'of-a', 'of-b'].map((name) => node('GROUP', name))
  const edges = [consumes('c', 'of-c'), consumes('a', 'of-a'), consumes('b', 'of-b')]
  const { nodes: placed } = placeNodes([...nodes, ...groups], edges)
  expect(placed.map(({ node: { name } }) => name)).toEqual(['a', 'b', 'c', 'of-a', 'of-b', 'of-c'])
})

test('what is written on a line stands where the line is alone', () => {
  const fan = placeNodes(
    [node('TOPIC', 't'), node('GROUP', 'g1'), node('GROUP', 'g2')],
    [consumes('t', 'g1'), consumes('t', 'g2')],
  )
  expect(fan.edges.map(({ labelAt }) => labelAt)).toEqual(['to', 'to'])
  const funnel = placeNodes(
    [node('TOPIC', 't1'), node('TOPIC', 't2'), node('GROUP', 'g')],
    [consumes('t1', 'g'), consumes('t2', 'g')],
  )
  expect(funnel.edges.map(({ labelAt }) => labelAt)).toEqual(['from', 'from'])
  const mesh = placeNodes(
    [node('TOPIC', 't1'), node('TOPIC', 't2'), node('GROUP', 'g1'), node('GROUP', 'g2')],
    [consumes('t1', 'g1'), consumes('t1', 'g2'), consumes('t2', 'g1'), consumes('t2', 'g2')],
  )
  expect(mesh.edges.map(({ labelAt }) => labelAt)).toEqual([null, null, null, null])
})

test('an end that is not in the answer draws no line', () => {
  expect(placeNodes([node('TOPIC', 't')], [consumes('t', 'gone')]).edges).toEqual([])
})
