'use client'

import { useTranslations } from 'next-intl'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { cx } from '#components/ui/cx.ts'
import type { Topology, TopologyEdge } from '#lib/topology/schema.ts'
import { EdgeLabel } from './edge-label.tsx'
import { edgePath } from './edge-path.ts'
import { NodeCard } from './node-card.tsx'
import { type PlacedEdge, placeNodes } from './place-nodes.ts'

const ROW = 64
const CARD = 48
/** In thousandths of the width; the gaps share the rest. */
const CARD_WIDTH: Record<number, number> = { 1: 400, 2: 300, 3: 220, 4: 170 }

interface TopologyPictureProps {
  clusterId: string
  label: string
  topology: Pick<Topology, 'nodes' | 'edges'>
}

/**
 * Columns of names with the lines between them. Every name is a link, in the order of reading; the lines are drawn for the eye, and
 * what is written on them stands in the table too.
 */
export function TopologyPicture({ clusterId, label, topology }: TopologyPictureProps) {
  const t = useTranslations('topology')
  const { columns, rows, nodes, edges } = placeNodes(topology.nodes, topology.edges)
  const width = CARD_WIDTH[columns.length] ?? 170
  const step = columns.length > 1 ? (1000 - width) / (columns.length - 1) : 0
  const height = rows * ROW
  const leftOf = (column: number) => column * step
  const middleOf = (row: number) => row * ROW + ROW / 2
  const lines = edges.map((placed) => ({
    placed,
    ends: {
      fromX: leftOf(placed.from.column) + width,
      fromY: middleOf(placed.from.row),
      toX: leftOf(placed.to.column),
      toY: middleOf(placed.to.row),
    },
  }))
  const percent = (thousandths: number) => `${thousandths / 10}%`
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="overflow-x-auto"
    >
      <div className="relative min-w-[1160px]">
        <div className="relative h-8 text-12 font-medium text-fg-3">
          {columns.map((kind, column) => (
            <span key={kind} className="absolute bottom-1" style={{ left: percent(leftOf(column)) }}>
              {t(`columns.${kind}`)}
            </span>
          ))}
        </div>
        <div className="relative" style={{ height }}>
          <svg
            aria-hidden="true"
            viewBox={`0 0 1000 ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            {lines.map(({ placed, ends }) => (
              <path
                key={`${placed.edge.from} ${placed.edge.to}`}
                d={edgePath(ends, placed.edge.kind === 'MEMBER' ? null : placed.labelAt)}
                fill="none"
                stroke="currentColor"
                vectorEffect="non-scaling-stroke"
                {...lineLook(placed.edge)}
              />
            ))}
          </svg>
          {lines.map(({ placed, ends }) => {
            const { edge, labelAt } = placed
            if (edge.kind === 'MEMBER' || labelAt === null) return null
            const gap = ends.toX - ends.fromX
            return (
              <div
                key={`${edge.from} ${edge.to}`}
                className="absolute flex -translate-y-1/2 justify-center text-center text-11 whitespace-nowrap"
                style={{
                  left: percent(labelAt === 'to' ? ends.fromX + gap * 0.35 : ends.fromX),
                  width: percent(gap * 0.65),
                  top: labelAt === 'to' ? ends.toY : ends.fromY,
                }}
              >
                <span className="rounded-1 bg-surface-0 px-1 leading-4">
                  <span className="sr-only">{nameOf(placed)}</span>
                  <EdgeLabel edge={edge} />
                </span>
              </div>
            )
          })}
          {columns.map((kind, column) => (
            <ol key={kind} aria-label={t(`columns.${kind}`)}>
              {nodes
                .filter((each) => each.column === column)
                .map(({ node, row }) => (
                  <li
                    key={node.nodeId}
                    className="absolute"
                    style={{
                      left: percent(leftOf(column)),
                      width: percent(width),
                      top: middleOf(row) - CARD / 2,
                      height: CARD,
                    }}
                  >
                    <NodeCard
                      clusterId={clusterId}
                      node={node}
                      consumes={topology.edges.filter(({ kind, to }) => kind === 'CONSUMES' && to === node.nodeId)}
                    />
                  </li>
                ))}
            </ol>
          ))}
        </div>
      </div>
    </section>
  )
}

const nameOf = ({ from, to }: PlacedEdge) => `${from.node.name} → ${to.node.name}: `

/** Dashed: nobody is online there, or nobody tells. */
function lineLook({ kind, isOnline, lagTimeMs }: TopologyEdge) {
  const severity = lagSeverity(lagTimeMs?.value ?? null)
  return {
    strokeWidth: severity ? 2 : 1.25,
    ...(kind === 'CONSUMES' && isOnline !== true && { strokeDasharray: '4 3' }),
    className: cx(
      severity === 'critical' ? 'text-critical-mark' : severity === 'warning' ? 'text-warning-mark' : 'text-line-3',
    ),
  }
}
