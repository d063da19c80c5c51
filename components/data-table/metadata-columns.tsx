import { Instant } from '#components/layout/instant.tsx'
import type { Column } from './column.ts'
import { LabelLinks } from './label-links.tsx'

const rare = { priority: 2, isHiddenInitially: true } as const
const orNone = (text: string | null) => <span className="block truncate">{text ?? '–'}</span>

/** What the console keeps of an object that RocketMQ has no place for. */
export const remarkColumn = <Row extends { remark: string | null }>(head: string): Column<Row> => ({
  id: 'remark',
  head,
  width: 180,
  isSortable: true,
  ...rare,
  cell: ({ remark }) => orNone(remark),
})

export const ownerColumn = <Row extends { owner: string | null }>(head: string): Column<Row> => ({
  id: 'owner',
  head,
  width: 120,
  isSortable: true,
  ...rare,
  cell: ({ owner }) => orNone(owner),
})

export const labelsColumn = <Row extends { labels: Record<string, string> }>(head: string): Column<Row> => ({
  id: 'labels',
  head,
  width: 160,
  ...rare,
  cell: ({ labels }) => <LabelLinks labels={labels} />,
})

export const createdAtColumn = <Row extends { createdAt?: Date | null }>(head: string): Column<Row> => ({
  id: 'createdAt',
  head,
  width: 180,
  isSortable: true,
  ...rare,
  cell: ({ createdAt }) => (createdAt ? <Instant at={createdAt} withMs={false} /> : '–'),
})
