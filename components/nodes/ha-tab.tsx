'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { BrokerHa } from '#lib/nodes/schema.ts'
import { type BrokerParams, brokerHaQuery } from './queries.ts'
import { SyncStateTable } from './sync-state-table.tsx'

type Slave = BrokerHa['slaves'][number]
type Epoch = NonNullable<BrokerHa['epochs']>[number]

/** How far the replicas of a broker are: by the broker itself, and in controller mode by the controller. */
export function HaTab({ broker }: { broker: BrokerParams }) {
  const t = useTranslations('nodes.ha')
  const query = useLiveQuery(brokerHaQuery(broker))
  return (
    <QueryView query={query}>
      {(ha) => (
        <>
          {ha.isMaster ? <Slaves ha={ha} /> : <Upstream ha={ha} />}
          {ha.syncState && (
            <Section title={t('syncState')}>
              <SyncStateTable states={[ha.syncState]} />
            </Section>
          )}
          {ha.epochs && <Epochs epochs={ha.epochs} />}
          {ha.epochs && !ha.syncState && !ha.partial && <p className="mt-3 text-12 text-fg-3">{t('noController')}</p>}
        </>
      )}
    </QueryView>
  )
}

function Slaves({ ha: { slaves, commitLogMaxOffset, readAt } }: { ha: BrokerHa }) {
  const t = useTranslations('nodes.ha')
  const format = useFormat()
  const columns: Column<Slave>[] = [
    {
      id: 'isInSync',
      head: t('state'),
      width: 132,
      sortValue: ({ isInSync }) => Number(isInSync),
      cell: ({ isInSync }) =>
        isInSync ? <StatePill state="ok" label={t('inSync')} /> : <StatePill state="warning" label={t('notInSync')} />,
    },
    {
      id: 'address',
      head: t('slave'),
      isFlexible: true,
      sortValue: ({ address }) => address,
      cell: ({ address }) => <span className="font-mono text-12">{address}</span>,
    },
    {
      id: 'behindBytes',
      head: t('gap'),
      align: 'right',
      width: 120,
      sortValue: ({ behindBytes }) => behindBytes,
      cell: ({ behindBytes, isInSync }) => (
        <span className={isInSync ? undefined : 'text-warning'}>{format.bytes(behindBytes)}</span>
      ),
    },
    {
      id: 'ackOffset',
      head: t('ackOffset'),
      align: 'right',
      width: 160,
      sortValue: ({ ackOffset }) => ackOffset,
      cell: ({ ackOffset }) => format.number(ackOffset),
    },
    {
      id: 'bytesPerSecond',
      head: t('speed'),
      align: 'right',
      width: 120,
      sortValue: ({ bytesPerSecond }) => bytesPerSecond,
      cell: ({ bytesPerSecond }) => t('perSecond', { bytes: format.bytes(Math.round(bytesPerSecond)) }),
    },
  ]
  return (
    <Section
      title={t('slaves')}
      count={slaves.length}
      end={
        <>
          {commitLogMaxOffset !== null && <span>{t('logEnd', { offset: format.number(commitLogMaxOffset) })}</span>}
          <Age at={readAt} />
        </>
      }
    >
      {slaves.length === 0 ? (
        <p className="py-2 text-fg-2">{t('noSlaves')}</p>
      ) : (
        <>
          <PlainTable
            label={t('slaves')}
            columns={columns}
            rows={slaves}
            rowId={({ address }) => address}
            initialSort="-behindBytes"
          />
          <p className="mt-2 text-12 text-fg-3">{t('addressMeaning')}</p>
        </>
      )}
    </Section>
  )
}

function Upstream({ ha: { upstream, readAt } }: { ha: BrokerHa }) {
  const t = useTranslations('nodes.ha')
  const format = useFormat()
  return (
    <Section title={t('upstream')} end={<Age at={readAt} />}>
      {upstream === null ? (
        <p className="py-2 text-fg-2">{t('noUpstream')}</p>
      ) : (
        <KeyValuePanel
          columns={2}
          items={[
            { label: t('master'), value: upstream.masterAddress ?? '?', isMono: upstream.masterAddress !== null },
            { label: t('ownEnd'), value: format.number(upstream.maxOffset) },
            {
              label: t('speed'),
              value: t('perSecond', { bytes: format.bytes(Math.round(upstream.bytesPerSecond)) }),
            },
            { label: t('lastRead'), value: <Age at={upstream.lastReadAt} /> },
            { label: t('lastWrite'), value: <Age at={upstream.lastWriteAt} /> },
          ]}
        />
      )}
    </Section>
  )
}

function Epochs({ epochs }: { epochs: readonly Epoch[] }) {
  const t = useTranslations('nodes.ha')
  const format = useFormat()
  const columns: Column<Epoch>[] = [
    { id: 'epoch', head: t('epoch'), width: 120, sortValue: ({ epoch }) => epoch, cell: ({ epoch }) => epoch },
    {
      id: 'startOffset',
      head: t('startOffset'),
      align: 'right',
      width: 200,
      cell: ({ startOffset }) => format.number(startOffset),
    },
    {
      id: 'endOffset',
      head: t('endOffset'),
      align: 'right',
      width: 200,
      cell: ({ endOffset }) =>
        endOffset === null ? <span className="text-fg-2">{t('lasts')}</span> : format.number(endOffset),
    },
  ]
  return (
    <Section title={t('epochs')} count={epochs.length}>
      <PlainTable
        label={t('epochs')}
        columns={columns}
        rows={epochs}
        rowId={({ epoch }) => String(epoch)}
        initialSort="-epoch"
      />
    </Section>
  )
}
