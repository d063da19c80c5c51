'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { unmuteCveEndpoint } from '#lib/nodes/api.ts'
import type { KnownCve } from '#lib/nodes/schema.ts'
import { MuteCveDialog } from './mute-cve-dialog.tsx'
import { cvesQuery, nodeKeys } from './queries.ts'
import { useCveMeaning } from './use-cve-meaning.ts'

/**
 * Published weaknesses that nodes have by their version, where each is fixed, and who decided not to be warned of it. Nothing
 * where there are none.
 */
export function CvesSection({ clusterId, component }: { clusterId: string; component?: KnownCve['component'] }) {
  const t = useTranslations('nodes.advice')
  const toast = useToast()
  const queryClient = useQueryClient()
  const [muting, setMuting] = useState<KnownCve | null>(null)
  const { data } = useLiveQuery(cvesQuery(clusterId))
  const unmute = useMutation({
    mutationFn: (cve: string) => call(unmuteCveEndpoint, { params: { clusterId, cve } }),
    onSuccess: ({ id }) => {
      toast({ title: t('unmuted', { id }) })
      void queryClient.invalidateQueries({ queryKey: nodeKeys.all(clusterId) })
    },
  })
  const columns = useColumns({ clusterId, onMute: setMuting, onUnmute: unmute.mutate, isBusy: unmute.isPending })
  const items = (data?.items ?? []).filter((item) => component === undefined || item.component === component)
  if (items.length === 0) return null
  return (
    <Section title={t('title')} count={items.length}>
      {unmute.error && <ProblemStrip error={unmute.error} />}
      <PlainTable label={t('title')} columns={columns} rows={items} rowId={({ id }) => id} />
      {muting && <MuteCveDialog clusterId={clusterId} cve={muting.id} onClose={() => setMuting(null)} />}
    </Section>
  )
}

interface ColumnsInput {
  clusterId: string
  onMute: (cve: KnownCve) => void
  onUnmute: (id: string) => void
  isBusy: boolean
}

function useColumns({ clusterId, onMute, onUnmute, isBusy }: ColumnsInput): Column<KnownCve>[] {
  const t = useTranslations('nodes.advice')
  const format = useFormat()
  const meaningOf = useCveMeaning()
  const access = useAccess()
  const disabledReason = access.reason('node:write', clusterId)
  return [
    {
      id: 'risk',
      head: t('risk'),
      width: 108,
      cell: ({ muted }) =>
        muted ? (
          <Explained note={t('mutedBy', { by: muted.by, time: format.instant(muted.at, false), reason: muted.reason })}>
            <span className="text-fg-3">{t('muted')}</span>
          </Explained>
        ) : (
          <StatePill state="critical" label={t('security')} />
        ),
    },
    {
      id: 'id',
      head: t('weakness'),
      width: 172,
      cell: ({ id, link }) => (
        <a
          href={link}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent underline underline-offset-3"
        >
          {id}
          <Icon name="external" size={12} />
        </a>
      ),
    },
    {
      id: 'meaning',
      head: t('meaning'),
      isFlexible: true,
      minWidth: 260,
      priority: 2,
      cell: ({ id, muted }) => (
        <span className="block truncate text-fg-2" title={muted ? muted.reason : meaningOf(id)}>
          {muted ? t('because', { by: muted.by, reason: muted.reason }) : meaningOf(id)}
        </span>
      ),
    },
    {
      id: 'nodes',
      head: t('nodes'),
      width: 180,
      cell: ({ nodes }) => {
        const names = nodes.map(({ address, brokerName, brokerId, version }) =>
          t('node', {
            name: brokerName === undefined ? address : brokerId ? `${brokerName}/${brokerId}` : brokerName,
            version,
          }),
        )
        return (
          <span className="block truncate" title={names.join(', ')}>
            {names.join(', ')}
          </span>
        )
      },
    },
    {
      id: 'fixedIn',
      head: t('moveTo'),
      width: 110,
      cell: ({ fixedIn }) => fixedIn.join(', '),
    },
    {
      id: 'action',
      head: t('action'),
      align: 'right',
      width: 108,
      cell: (cve) =>
        cve.muted ? (
          <Button
            size="s"
            onClick={() => onUnmute(cve.id)}
            disabledReason={disabledReason}
            isBusy={isBusy}
            aria-label={t('unmuteOne', { id: cve.id })}
          >
            {t('unmute')}
          </Button>
        ) : (
          <Button
            size="s"
            onClick={() => onMute(cve)}
            disabledReason={disabledReason}
            aria-label={t('muteOne', { id: cve.id })}
          >
            {t('mute')}
          </Button>
        ),
    },
  ]
}
