'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { Since } from '#components/layout/since.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { alarmsHref, incidentHref } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { AcknowledgedBy } from './handled-by.tsx'
import { ObjectCell } from './object-cell.tsx'
import { activeQuery } from './queries.ts'
import { ValueAndLimit } from './value-and-limit.tsx'

const SHOWN = 6

/** On an overview: the alarms that are open, worst first, each a link to its incident; nothing where there is none. */
export function FiringSection({ clusterId }: { clusterId: string }) {
  const t = useTranslations('alarms')
  const tStrips = useTranslations('alarms.strips')
  const format = useFormat()
  const access = useAccess()
  const { data } = useLiveQuery({
    ...activeQuery({ clusterId: [clusterId], pageSize: SHOWN }),
    enabled: access.can('alarm:read', clusterId, 'any'),
    retry: false,
  })
  if (!data || data.total === 0) return null
  const columns: Column<AlarmInstance>[] = [
    { id: 'state', head: t('state'), width: 108, cell: (alarm) => <AlarmPill alarm={alarm} /> },
    {
      id: 'alarm',
      head: t('alarm'),
      width: 200,
      cell: (alarm) => (
        <Link href={incidentHref(clusterId, alarm.instanceId)} tone="name" className="block truncate">
          {alarm.ruleName}
        </Link>
      ),
    },
    { id: 'object', head: t('object'), isFlexible: true, minWidth: 160, cell: (alarm) => <ObjectCell alarm={alarm} /> },
    {
      id: 'value',
      head: t('valueAndLimit'),
      width: 190,
      priority: 2,
      cell: (alarm) => <ValueAndLimit alarm={alarm} />,
    },
    { id: 'handled', head: t('handled'), width: 140, priority: 2, cell: (alarm) => <AcknowledgedBy alarm={alarm} /> },
    {
      id: 'since',
      head: t('since'),
      width: 160,
      align: 'right',
      cell: ({ firedAt, since }) => <Since at={firedAt ?? since} />,
    },
  ]
  return (
    <Section
      title={t('title')}
      count={format.number(data.total)}
      end={<Link href={alarmsHref(clusterId)}>{tStrips('all')}</Link>}
    >
      <PlainTable
        label={tStrips('table')}
        columns={columns}
        rows={data.items}
        rowId={({ instanceId }) => instanceId}
        rowHref={({ instanceId }) => incidentHref(clusterId, instanceId)}
      />
    </Section>
  )
}
