'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { SyncState } from '#lib/nodes/schema.ts'

type Row = SyncState['inSync'][number] & { state: SyncState; isInSync: boolean }

/** Replicas of some brokers as the controller that leads sees them: who is master, who is as far. */
export function SyncStateTable({ states }: { states: readonly SyncState[] }) {
  const t = useTranslations('nodes.ha')
  const columns: Column<Row>[] = [
    {
      id: 'isInSync',
      head: t('state'),
      width: 132,
      cell: ({ isInSync, isAlive }) => {
        if (isAlive === false) return <StatePill state="critical" label={t('notAlive')} />
        return isInSync ? (
          <StatePill state="ok" label={t('inSync')} />
        ) : (
          <StatePill state="warning" label={t('notInSync')} />
        )
      },
    },
    {
      id: 'address',
      head: t('replica'),
      isFlexible: true,
      cell: ({ address, state, ...replica }) => (
        <span className="flex items-center gap-2">
          <span className="font-mono text-12">{address || '?'}</span>
          {isMaster({ address, ...replica }, state) && <Tag tone="strong">{t('isMaster')}</Tag>}
        </span>
      ),
    },
    {
      id: 'controllerBrokerId',
      head: t('controllerId'),
      align: 'right',
      width: 160,
      cell: ({ controllerBrokerId }) => controllerBrokerId ?? '?',
    },
  ]
  return (
    <PlainTable
      label={t('syncState')}
      columns={columns}
      rows={states.flatMap((state) => [
        ...state.inSync.map((replica) => ({ ...replica, state, isInSync: true })),
        ...state.notInSync.map((replica) => ({ ...replica, state, isInSync: false })),
      ])}
      rowId={({ state, address, controllerBrokerId }) => `${state.brokerName} ${address} ${controllerBrokerId}`}
      group={({ state }) => ({
        key: state.brokerName,
        head: (
          <span className="flex min-w-0 items-baseline gap-2">
            <span>{state.brokerName}</span>
            <span className="text-12 font-normal text-fg-3">
              {t('epochsOf', { master: String(state.masterEpoch), set: String(state.syncStateSetEpoch) })}
            </span>
            {state.masterAddress === null && <span className="text-12 font-normal text-critical">{t('noMaster')}</span>}
          </span>
        ),
      })}
    />
  )
}

/** By its number; before 5.1 there are addresses only. */
function isMaster(
  { address, controllerBrokerId }: Pick<Row, 'address' | 'controllerBrokerId'>,
  { masterAddress, masterBrokerId }: SyncState,
): boolean {
  if (masterBrokerId !== null && controllerBrokerId !== null) return masterBrokerId === controllerBrokerId
  return address !== '' && address === masterAddress
}
