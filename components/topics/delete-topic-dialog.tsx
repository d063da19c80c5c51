'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { PartialStrip } from '#components/layout/states/partial-strip.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import type { Impact } from '#components/ui/impact-list.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { TopicImpact } from '#lib/topics/schema.ts'
import { DeleteTopicImpact } from './delete-topic-impact.tsx'
import { DeleteTopicResult } from './delete-topic-result.tsx'
import { isAllDone } from './deletion-steps.ts'
import { topicImpactQuery, topicKeys } from './queries.ts'
import { useDeleteTopic } from './use-delete-topic.ts'

interface DeleteTopicDialogProps {
  clusterId: string
  topicName: string
  onClose: () => void
  /** All is done and the dialog was closed: the topic's own page has nothing to show any more. */
  onGone?: (() => void) | undefined
}

/** What goes and who is hit, read live; the typed name; then what became of every step. */
export function DeleteTopicDialog({ clusterId, topicName, onClose, onGone }: DeleteTopicDialogProps) {
  const t = useTranslations('topics.delete')
  const format = useFormat()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  // Read once for this dialog: what was shown is what is agreed to.
  const query = useQuery(topicImpactQuery(clusterId, topicName))
  const impact = query.data
  const [force, setForce] = useState(false)
  const topic = useDeleteTopic(clusterId, topicName)
  const { deletion } = topic

  function close(): void {
    if (deletion) void queryClient.invalidateQueries({ queryKey: topicKeys.all(clusterId) })
    onClose()
    if (deletion && isAllDone(deletion.steps)) onGone?.()
  }

  const blocked = impact?.blockedBy[0]
  const needsForce = impact?.needsForce ?? false
  const reason = blocked
    ? t(`blocked.${blockedWord(blocked.code)}`)
    : needsForce && !force
      ? t('needsForce')
      : undefined
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && close()}
      title={t('title', { name: topicName })}
      environment={environment}
      preview={
        !impact ? (
          query.error ? (
            <ProblemView error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Loading shape="block" what={t('reading')} />
          )
        ) : (
          <div className="grid gap-4">
            {blocked && <Strip tone="critical">{t(`blocked.${blockedWord(blocked.code)}`)}</Strip>}
            <PartialStrip partial={impact.partial} effect={t('partialEffect')} onRetry={() => void query.refetch()} />
            <DeleteTopicImpact impact={impact} />
            {needsForce && !blocked && (
              <Checkbox label={t('force')} hint={t('forceHint')} checked={force} onCheckedChange={setForce} />
            )}
          </div>
        )
      }
      {...(impact && {
        impact: sentences(impact),
        previewNote: (
          <span className="text-12 text-fg-3">
            {t('readAt', { time: format.time(impact.readAt, false), brokers: impact.brokers })}
          </span>
        ),
      })}
      isPreviewLoading={!impact}
      command={impact?.command ?? null}
      confirmName={topicName}
      applyLabel={t('apply')}
      onApply={() => topic.remove(force)}
      isApplying={topic.isPending}
      applyDisabledReason={reason}
      problem={Boolean(topic.error) && !deletion && <ProblemStrip error={topic.error} />}
      note={t('note')}
      result={
        deletion && (
          <DeleteTopicResult
            clusterId={clusterId}
            topicName={topicName}
            steps={deletion.steps}
            isPending={topic.isPending}
            error={topic.error}
            onRetry={topic.retry}
            onCheck={topic.check}
          />
        )
      }
    />
  )

  function sentences({
    retained,
    autoCreateOn,
    groups,
    stayingTopics,
    savedViews,
    alarmRules,
    brokers,
    routes,
  }: TopicImpact): Impact[] {
    return [
      retained === null
        ? { kind: 'warning', text: t('messagesUnknown') }
        : { kind: retained > 0n ? 'warning' : 'ok', text: t('messagesGo', { count: retained }) },
      ...(autoCreateOn.length > 0
        ? [{ kind: 'warning' as const, text: t('autoCreate', { brokers: autoCreateOn.join(', ') }) }]
        : []),
      { kind: 'undo', text: groups.length > 0 ? t('offsetsKept', { count: groups.length }) : t('createAgainLater') },
      ...(stayingTopics.length > 0
        ? [{ kind: 'info' as const, text: t('stays', { count: stayingTopics.length }) }]
        : []),
      ...(alarmRules.length > 0
        ? [{ kind: 'warning' as const, text: t('rules', { count: alarmRules.length, names: alarmRules.join(', ') }) }]
        : []),
      ...(savedViews.length > 0
        ? [{ kind: 'info' as const, text: t('views', { count: savedViews.length, names: savedViews.join(', ') }) }]
        : []),
      { kind: 'info', text: t('order', { brokers, nameServers: routes }) },
    ]
  }
}

type BlockedWord = 'PROTECTED' | 'READ_ONLY' | 'INVALID_INPUT'
/** The codes that the preview knows; a new one is told as "not by itself". */
const blockedWord = (code: string): BlockedWord =>
  code === 'PROTECTED' || code === 'READ_ONLY' ? code : 'INVALID_INPUT'
