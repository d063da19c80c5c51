'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { topicKeys } from '#components/topics/queries.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import type { Impact as Sentence } from '#components/ui/impact-list.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { deleteGroupEndpoint } from '#lib/groups/api.ts'
import { DeleteGroupResult } from './delete-group-result.tsx'
import { sumEffects } from './deletion-effects.ts'
import { groupImpactQuery, groupKeys } from './queries.ts'

interface DeleteGroupDialogProps {
  clusterId: string
  groupName: string
  /** @param isDeleted whether a deletion was tried, so that the group may be gone */
  onClose: (isDeleted: boolean) => void
}

type Effect = Impact['effects'][number]

/** What the deletion of a group takes, read live; the typed name; what became of each server. */
export function DeleteGroupDialog({ clusterId, groupName, onClose }: DeleteGroupDialogProps) {
  const t = useTranslations('groups.delete')
  const format = useFormat()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const [retryTopics, setRetryTopics] = useState(true)
  const [deadLetters, setDeadLetters] = useState(true)
  const [isForced, setForced] = useState(false)
  const [losesDeadLetters, setLosesDeadLetters] = useState(false)
  const scope = { retryTopics, deadLetters: retryTopics && deadLetters }
  const query = useQuery({ ...groupImpactQuery(clusterId, groupName, scope), placeholderData: keepPreviousData })
  const impact = query.data
  const sums = sumEffects(impact?.effects ?? [])
  const mustForce = sums.clients !== 0n || (impact?.partial?.length ?? 0) > 0
  const mustLose = scope.deadLetters && sums.deadLetters !== 0n

  const deletion = useMutation({
    mutationFn: async () => {
      const force = isForced || losesDeadLetters
      const answer = await call(deleteGroupEndpoint, {
        params: { clusterId, groupName },
        query: { confirm: groupName, ...(force && { force }), ...scope },
      })
      return 'steps' in answer && 'snapshotId' in answer ? answer : null
    },
    // A client may have come, or protection: what is asked for now is read again.
    onError: () => void query.refetch(),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: groupKeys.list(clusterId, {}).slice(0, 4) })
      void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
    },
  })

  function disabledReason(): string | undefined {
    if (!impact) return t('reading')
    const [block] = impact.blockedBy
    if (block) return blockWords(block)
    if (mustForce && !isForced) return t('needsForce')
    if (mustLose && !losesDeadLetters) return t('needsLose')
    return undefined
  }
  const blockWords = ({ code, detail }: Impact['blockedBy'][number]) =>
    code === 'PROTECTED' || code === 'SYSTEM_GROUP' || code === 'READ_ONLY' ? t(`blocks.${code}`) : detail

  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose(deletion.isSuccess)}
      title={t('title', { name: groupName })}
      environment={environment}
      previewNote={impact && t('readAt', { time: format.time(new Date(query.dataUpdatedAt), false) })}
      isPreviewLoading={query.isFetching}
      preview={
        impact ? (
          <div className="grid gap-4">
            {impact.blockedBy.map((block) => (
              <Strip key={block.code} tone="critical">
                {blockWords(block)}
              </Strip>
            ))}
            <Readouts
              items={[
                { label: t('clients'), value: count(sums.clients, format.number), context: t('clientsContext') },
                { label: t('lag'), value: format.number(sums.lag), context: t('lagContext') },
                { label: t('offsets'), value: count(sums.offsets, format.number), context: t('offsetsContext') },
                { label: t('deadLetters'), value: count(sums.deadLetters, format.number), context: t('deadContext') },
              ]}
            />
            <LagTable effects={impact.effects} />
            <fieldset className="grid gap-2">
              <legend className="mb-1 font-semibold">{t('topicsToo')}</legend>
              <Checkbox
                label={t('retryTopics')}
                hint={t('retryTopicsHint', { names: namesOf(impact, 'retryTopic') || '–' })}
                checked={retryTopics}
                onCheckedChange={setRetryTopics}
              />
              <Checkbox
                label={t('deadLetterTopic')}
                hint={t('deadLetterTopicHint', { name: `%DLQ%${groupName}` })}
                checked={scope.deadLetters}
                onCheckedChange={setDeadLetters}
                disabledReason={retryTopics ? undefined : t('staysWithRetry')}
              />
            </fieldset>
            {(mustForce || mustLose) && (
              <fieldset className="grid gap-2 border-t border-line-1 pt-3">
                <legend className="sr-only">{t('consent')}</legend>
                {mustForce && (
                  <Checkbox
                    label={
                      sums.clients === null || sums.clients === 0n
                        ? t('forceUnknown')
                        : t('force', { count: Number(sums.clients) })
                    }
                    checked={isForced}
                    onCheckedChange={setForced}
                  />
                )}
                {mustLose && (
                  <Checkbox
                    label={
                      sums.deadLetters === null ? t('loseUnknown') : t('lose', { count: Number(sums.deadLetters) })
                    }
                    checked={losesDeadLetters}
                    onCheckedChange={setLosesDeadLetters}
                  />
                )}
              </fieldset>
            )}
          </div>
        ) : query.error ? (
          <ProblemView error={query.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      }
      {...(impact && { impact: sentences(impact) })}
      command={impact?.command || null}
      confirmName={groupName}
      applyLabel={t('apply')}
      onApply={() => deletion.mutate()}
      isApplying={deletion.isPending}
      applyDisabledReason={disabledReason()}
      problem={deletion.error && <ProblemStrip error={deletion.error} />}
      note={t('note')}
      result={
        deletion.data && (
          <DeleteGroupResult
            groupName={groupName}
            deleted={deletion.data}
            isPending={deletion.isPending}
            onAgain={() => deletion.mutate()}
          />
        )
      }
    />
  )

  function sentences({ effects, partial = [] }: Impact): Sentence[] {
    const targets = (kind: string) => effects.filter((effect) => effect.kind === kind).map(({ target }) => target)
    const creating = targets('autoCreate')
    const untold = targets('autoCreateUnknown')
    const lost = targets('unreachable')
    const rules = targets('rule')
    const views = targets('view')
    const hasClients = sums.clients !== 0n
    return [
      ...(hasClients ? [{ kind: 'critical' as const, text: t('says.online') }] : []),
      ...(creating.length > 0
        ? [
            {
              kind: hasClients ? ('critical' as const) : ('warning' as const),
              text: t('says.autoCreate', { brokers: creating.join(', ') }),
            },
          ]
        : []),
      ...(untold.length > 0
        ? [{ kind: 'info' as const, text: t('says.autoCreateUnknown', { brokers: untold.join(', ') }) }]
        : []),
      ...(lost.length > 0
        ? [{ kind: 'warning' as const, text: t('says.unreachable', { brokers: lost.join(', ') }) }]
        : []),
      ...(partial.length > 0
        ? [
            {
              kind: 'warning' as const,
              text: t('says.partial', {
                servers: partial.map(({ brokerName, address }) => brokerName ?? address).join(', '),
              }),
            },
          ]
        : []),
      ...(sums.offsets === 0n ? [] : [{ kind: 'undo' as const, text: t('says.snapshot') }]),
      ...(rules.length > 0
        ? [{ kind: 'warning' as const, text: t('says.rules', { count: rules.length, names: rules.join(', ') }) }]
        : []),
      ...(views.length > 0
        ? [{ kind: 'info' as const, text: t('says.views', { count: views.length, names: views.join(', ') }) }]
        : []),
      ...(targets('metadata').length > 0 ? [{ kind: 'info' as const, text: t('says.metadata') }] : []),
    ]
  }
}

const count = (value: bigint | null, format: (value: bigint) => string) => (value === null ? '?' : format(value))

const namesOf = ({ effects }: Impact, kind: string) =>
  effects
    .filter((effect) => effect.kind === kind)
    .map(({ target }) => target)
    .join(', ')

/** Topics of which it has not consumed everything. */
function LagTable({ effects }: { effects: readonly Effect[] }) {
  const t = useTranslations('groups.delete')
  const format = useFormat()
  const rows = effects.filter(({ kind }) => kind === 'lag')
  if (rows.length === 0) return null
  const columns: Column<Effect>[] = [
    { id: 'topic', head: t('topic'), width: 280, isFlexible: true, cell: ({ target }) => target },
    {
      id: 'lag',
      head: t('unconsumed'),
      width: 120,
      align: 'right',
      cell: (row) => (row.count === null ? '?' : format.number(row.count)),
    },
  ]
  return (
    <PlainTable label={t('unconsumed')} columns={columns} rows={rows} rowId={({ target }) => target} density={28} />
  )
}
