'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { listsOfProblem, mergeOutcome, type Outcome, toOutcome } from '#components/layout/fan-out-outcome.ts'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { ApiError, call } from '#lib/api/call.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { deleteRoleEndpoint } from '#lib/roles/api.ts'
import type { DeletedRole } from '#lib/roles/write-schema.ts'
import { InForce } from './in-force.tsx'
import { roleImpactQuery, roleKeys, roleSettingsQuery } from './queries.ts'
import { RoleEffects } from './role-effects.tsx'
import { useBrokerWords } from './use-broker-words.ts'

interface DeleteRoleDialogProps {
  clusterId: string
  roleName: string
  /** @param isDeleted whether it is gone from every broker */
  onClose: (isDeleted: boolean) => void
}

/** What the role may use and who is likely to use it; the typed name; what became of it on each broker. */
export function DeleteRoleDialog({ clusterId, roleName, onClose }: DeleteRoleDialogProps) {
  const t = useTranslations('roles.delete')
  const tWrite = useTranslations('roles.write')
  const format = useFormat()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const brokers = useBrokerWords()
  const { data: settings } = useQuery(roleSettingsQuery(clusterId))
  const query = useQuery(roleImpactQuery(clusterId, roleName))
  const impact = query.data && 'dryRun' in query.data ? query.data : undefined
  const [deleted, setDeleted] = useState<{ outcome: Outcome; answer: DeletedRole } | null>(null)
  const nameOf = (address: string) => {
    const broker = settings?.brokers.find((each) => each.address === address)
    return broker ? brokers.one(broker) : null
  }
  const deletion = useMutation({
    mutationFn: async () =>
      (await call(deleteRoleEndpoint, {
        params: { clusterId, roleName },
        query: { confirm: roleName },
      })) as DeletedRole, // no dry run
    onSuccess: (answer) => {
      const outcome = toOutcome(answer, nameOf)
      setDeleted({ answer, outcome: deleted ? mergeOutcome(deleted.outcome, outcome) : outcome })
    },
    onError: () => void query.refetch(),
    onSettled: () =>
      void queryClient.invalidateQueries({
        queryKey: roleKeys.all(clusterId),
        // Of the role itself nothing is there to be read any more.
        predicate: ({ queryKey }) => queryKey[3] !== 'one',
      }),
  })
  const lists = deletion.error instanceof ApiError ? listsOfProblem(deletion.error) : null
  const left = deleted ? deleted.outcome.failed.length + deleted.outcome.unknown.length : 0
  const blockWords = ({ code, detail }: Impact['blockedBy'][number]) =>
    code === 'OWN_ACCOUNT' || code === 'LAST_SUPER' ? tWrite(`blocks.${code}`) : detail
  const [block] = impact?.blockedBy ?? []
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose(deleted !== null && left === 0)}
      title={t('title', { name: roleName })}
      environment={environment}
      previewNote={impact && t('readAt', { time: format.time(new Date(query.dataUpdatedAt), false) })}
      isPreviewLoading={query.isFetching}
      preview={
        impact ? (
          <div className="grid gap-4">
            {impact.blockedBy.map((each) => (
              <Strip key={each.code} tone="critical">
                {blockWords(each)}
              </Strip>
            ))}
            <PartialStrip partial={impact.partial} effect={t('partialEffect')} />
            <RoleEffects impact={impact} />
          </div>
        ) : query.error ? (
          <ProblemView error={query.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      }
      impact={[
        { kind: 'critical', text: t('says.refused') },
        { kind: 'warning', text: t('says.secret') },
        { kind: 'info', text: t('says.disableFirst') },
        ...(impact ? [{ kind: 'info' as const, text: t('says.brokers', { count: impact.steps.length }) }] : []),
      ]}
      {...(impact && { command: impact.command || null })}
      confirmName={roleName}
      applyLabel={t('apply')}
      onApply={() => deletion.mutate()}
      isApplying={deletion.isPending}
      applyDisabledReason={impact ? (block ? blockWords(block) : undefined) : t('reading')}
      problem={
        deletion.error && (
          <div className="grid gap-2">
            <ProblemStrip error={deletion.error} />
            {lists && <OutcomeList outcome={toOutcome(lists, nameOf)} />}
          </div>
        )
      }
      note={t('note')}
      result={
        deleted && (
          <div className="grid gap-4">
            <h3 className="text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
              {left === 0 ? t('gone', { name: roleName }) : t('left', { name: roleName, count: left })}
            </h3>
            {deletion.error && <ProblemStrip error={deletion.error} />}
            <OutcomeList outcome={deleted.outcome} />
            {left > 0 && (
              <div className="flex flex-wrap items-center gap-2 text-12 text-fg-2">
                <span>{t('againHint')}</span>
                <Button size="s" icon="trash" onClick={() => deletion.mutate()} isBusy={deletion.isPending}>
                  {t('again')}
                </Button>
              </div>
            )}
            <InForce by={deleted.answer.inForceBy} />
            <CommandBox command={deleted.answer.command === '' ? null : deleted.answer.command} />
          </div>
        )
      }
    />
  )
}
