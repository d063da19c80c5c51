'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Topology, TopologyEdge } from '#lib/topology/schema.ts'

/** The lines of the picture in words and numbers. */
export function TopologyTable({ label, topology }: { label: string; topology: Pick<Topology, 'nodes' | 'edges'> }) {
  const t = useTranslations('topology')
  const format = useFormat()
  const names = new Map(topology.nodes.map(({ nodeId, name }) => [nodeId, name]))
  const columns: Column<TopologyEdge>[] = [
    {
      id: 'from',
      head: t('from'),
      isFlexible: true,
      cell: (edge) => names.get(edge.from),
      sortValue: (edge) => names.get(edge.from) ?? '',
    },
    { id: 'kind', head: t('kind'), width: 120, cell: (edge) => t(`kinds.${edge.kind}`), sortValue: ({ kind }) => kind },
    {
      id: 'to',
      head: t('to'),
      isFlexible: true,
      cell: (edge) => names.get(edge.to),
      sortValue: (edge) => names.get(edge.to) ?? '',
    },
    {
      id: 'rate',
      head: t('rate'),
      unit: t('perSecond'),
      align: 'right',
      width: 130,
      cell: (edge) => <MeasuredValue measured={edge.ackTps} format={format.rate} />,
      sortValue: ({ ackTps }) => ackTps?.value ?? null,
    },
    {
      id: 'lag',
      head: t('lag'),
      align: 'right',
      width: 120,
      cell: (edge) => <MeasuredValue measured={edge.lag} />,
      sortValue: ({ lag }) => lag?.value ?? null,
    },
    {
      id: 'lagTimeMs',
      head: t('lagTime'),
      align: 'right',
      width: 110,
      cell: (edge) => <MeasuredValue measured={edge.lagTimeMs} format={format.duration} />,
      sortValue: ({ lagTimeMs }) => lagTimeMs?.value ?? null,
    },
    {
      id: 'newest',
      head: t('newest'),
      align: 'right',
      width: 150,
      cell: ({ kind, messagesInSample, lastMessageAt }) =>
        kind === 'PRODUCES' ? (
          <>
            {t('ofSample', { count: messagesInSample ?? 0 })} · <Age at={lastMessageAt ?? null} />
          </>
        ) : (
          '–'
        ),
    },
  ]
  return (
    <PlainTable
      label={label}
      columns={columns}
      rows={topology.edges}
      rowId={({ from, to }) => `${from} ${to}`}
      density={28}
    />
  )
}
