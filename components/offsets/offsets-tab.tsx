'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { takeOffsetSnapshotEndpoint } from '#lib/offsets/api.ts'
import type { OffsetResetItem, OffsetSnapshot } from '#lib/offsets/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { offsetKeys, resetsQuery, snapshotsQuery } from './queries.ts'
import { ResetResultDialog } from './reset-result-dialog.tsx'
import { useTargetText } from './target-text.tsx'

interface OffsetsTabProps {
  clusterId: string
  groupName: string
  /** Why it cannot be reset, if so. */
  resetReason: string | undefined
  onReset: (options?: { snapshotId?: string }) => void
}

/** Kept offsets and past resets: what was done, and the way back. */
export function OffsetsTab({ clusterId, groupName, resetReason, onReset }: OffsetsTabProps) {
  const t = useTranslations('offsets')
  const toast = useToast()
  const access = useAccess()
  const queryClient = useQueryClient()
  const snapshots = useLiveQuery(snapshotsQuery(clusterId, groupName))
  const resets = useLiveQuery(resetsQuery(clusterId, groupName))
  const [openReset, setOpenReset] = useQueryState('resetId', parseAsString)
  const [named] = useQueryState('snapshot', parseAsString)
  const keep = useMutation({
    mutationFn: () => call(takeOffsetSnapshotEndpoint, { params: { clusterId, groupName } }),
    onSuccess: ({ offsets }) => {
      void queryClient.invalidateQueries({ queryKey: offsetKeys.snapshots(clusterId, groupName) })
      toast({ title: t('kept', { count: offsets.length }) })
    },
  })
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button icon="replay" onClick={() => onReset()} disabledReason={resetReason}>
          {t('reset')}
        </Button>
        <Button
          onClick={() => keep.mutate()}
          isBusy={keep.isPending}
          disabledReason={access.reason('offset:restore', clusterId, onGroup(groupName))}
        >
          {t('keepNow')}
        </Button>
        <p className="text-fg-2">{t('keptFor')}</p>
      </div>
      {keep.error !== null && (
        <div className="mt-3">
          <ProblemStrip error={keep.error} />
        </div>
      )}
      <QueryView query={resets} what={t('readingResets')}>
        {({ items }) => <PastResets items={items} onOpen={(resetId) => void setOpenReset(resetId)} />}
      </QueryView>
      <QueryView query={snapshots} what={t('readingSnapshots')}>
        {({ items }) => (
          <Snapshots
            items={items}
            named={named}
            reason={access.reason('offset:restore', clusterId, onGroup(groupName)) ?? resetReason}
            onRestore={(snapshotId) => onReset({ snapshotId })}
          />
        )}
      </QueryView>
      {openReset !== null && (
        <ResetResultDialog
          clusterId={clusterId}
          groupName={groupName}
          resetId={openReset}
          undoReason={access.reason('offset:restore', clusterId, onGroup(groupName)) ?? resetReason}
          onUndo={(snapshotId) => {
            void setOpenReset(null)
            onReset({ snapshotId })
          }}
          onClose={() => void setOpenReset(null)}
        />
      )}
    </>
  )
}

function PastResets({ items, onOpen }: { items: readonly OffsetResetItem[]; onOpen: (resetId: string) => void }) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const targetText = useTargetText()
  const columns: Column<OffsetResetItem>[] = [
    {
      id: 'startedAt',
      head: t('when'),
      width: 176,
      sortValue: (row) => row.startedAt.getTime(),
      cell: (row) => <Instant at={row.startedAt} withMs={false} />,
    },
    { id: 'by', head: t('who'), width: 120, cell: (row) => row.by },
    { id: 'target', head: t('target'), width: 220, cell: (row) => targetText(row.target) },
    {
      id: 'topicNames',
      head: t('topics'),
      isFlexible: true,
      minWidth: 140,
      priority: 2,
      cell: (row) => row.topicNames.join(', '),
    },
    { id: 'reason', head: t('reason'), width: 140, priority: 2, cell: (row) => row.reason ?? '–' },
    {
      id: 'totals',
      head: t('replayedSkipped'),
      width: 130,
      align: 'right',
      priority: 2,
      cell: (row) => `${format.number(row.totals.repeats)} / ${format.number(row.totals.skips)}`,
    },
    { id: 'outcomes', head: t('outcome'), width: 136, cell: (row) => <OutcomePill item={row} /> },
    {
      id: 'open',
      head: '',
      width: 64,
      align: 'right',
      cell: (row) => (
        <button type="button" className="underline" onClick={() => onOpen(row.resetId)}>
          {t('open')}
          <span className="sr-only"> {format.instant(row.startedAt)}</span>
        </button>
      ),
    },
  ]
  return (
    <Section title={t('pastResets')} count={format.number(items.length)}>
      {items.length === 0 ? (
        <p className="py-3 text-fg-2">{t('noResets')}</p>
      ) : (
        <PlainTable label={t('pastResets')} columns={columns} rows={items} rowId={(row) => row.resetId} />
      )}
    </Section>
  )
}

/** The worst that became of a queue. */
function OutcomePill({ item: { outcomes, appliedAt } }: { item: OffsetResetItem }) {
  const t = useTranslations('offsets')
  if (appliedAt === null) return <StatePill state="unknown" label={t('notApplied')} />
  const worst = (['FAILED', 'OVERWRITTEN', 'UNKNOWN', 'WAITING'] as const).find((name) => (outcomes[name] ?? 0) > 0)
  const state = { FAILED: 'critical', OVERWRITTEN: 'warning', UNKNOWN: 'unknown', WAITING: 'pending' } as const
  return worst ? (
    <StatePill state={state[worst]} label={t(`outcomes.${worst}`)} detail={String(outcomes[worst])} />
  ) : (
    <StatePill state="ok" label={t('outcomes.APPLIED')} />
  )
}

interface SnapshotsProps {
  items: readonly OffsetSnapshot[]
  /** The one that a link leads to. */
  named: string | null
  reason: string | undefined
  onRestore: (snapshotId: string) => void
}

function Snapshots({ items, named, reason, onRestore }: SnapshotsProps) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const columns: Column<OffsetSnapshot>[] = [
    {
      id: 'takenAt',
      head: t('when'),
      width: 176,
      sortValue: (row) => row.takenAt.getTime(),
      cell: (row) => <Instant at={row.takenAt} withMs={false} />,
    },
    { id: 'by', head: t('who'), width: 120, cell: (row) => row.by },
    { id: 'why', head: t('why'), width: 150, cell: (row) => t(`whys.${row.why}`) },
    {
      id: 'topics',
      head: t('topics'),
      isFlexible: true,
      minWidth: 140,
      cell: (row) => [...new Set(row.offsets.map(({ topicName }) => topicName))].join(', '),
    },
    {
      id: 'queues',
      head: t('queues'),
      width: 80,
      align: 'right',
      priority: 2,
      cell: (row) => format.number(row.offsets.length),
    },
    {
      id: 'expiresAt',
      head: t('keptUntil'),
      width: 120,
      priority: 2,
      cell: (row) => format.date(row.expiresAt),
    },
    {
      id: 'restore',
      head: '',
      width: 150,
      align: 'right',
      cell: (row) => (
        <Button size="s" icon="undo" onClick={() => onRestore(row.snapshotId)} disabledReason={reason}>
          {t('compare')}
          <span className="sr-only"> {format.instant(row.takenAt)}</span>
        </Button>
      ),
    },
  ]
  return (
    <Section title={t('snapshots')} count={format.number(items.length)}>
      {named !== null && !items.some(({ snapshotId }) => snapshotId === named) && (
        <Strip tone="info">{t('snapshotGone')}</Strip>
      )}
      {items.length === 0 ? (
        <p className="py-3 text-fg-2">{t('noSnapshotsText')}</p>
      ) : (
        <PlainTable
          label={t('snapshots')}
          columns={columns}
          rows={items}
          rowId={(row) => row.snapshotId}
          openId={named}
        />
      )}
    </Section>
  )
}
