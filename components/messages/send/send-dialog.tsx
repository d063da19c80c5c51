'use client'

import { useQuery } from '@tanstack/react-query'
import { useTimeZone, useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { registrationQuery } from '#components/topics/queries.ts'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TypedNameConfirm } from '#components/ui/typed-name-confirm.tsx'
import type { SendOptions } from '#lib/messages/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { sendMessageCommand } from '../mqadmin-command.ts'
import { sendOptionsQuery } from '../queries.ts'
import { TopicField } from '../topic-field.tsx'
import { BodyFields } from './body-fields.tsx'
import { DeliveryFields } from './delivery-fields.tsx'
import { HeaderFields } from './header-fields.tsx'
import { checkDraft, type DraftProblem, type SendDraft } from './send-draft.ts'
import { SendResult } from './send-result.tsx'
import { useSendMessages } from './use-send-messages.ts'

interface SendDialogProps {
  clusterId: string
  /** What the form begins with; null while it is being read. */
  initial: SendDraft | null
  /** Why it could not be read. */
  error?: unknown
  onClose: () => void
}

/** Sends messages to a topic that exists, one or many. A copy of a message keeps its topic, type and group. */
export function SendDialog({ clusterId, initial, error, onClose }: SendDialogProps) {
  const t = useTranslations('messages.send')
  const environment = useCluster()?.environment
  return initial ? (
    <SendForm clusterId={clusterId} initial={initial} onClose={onClose} />
  ) : (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('copyTitle')}
      environment={environment}
      width={760}
      submitLabel={t('submit', { count: 1 })}
      onSubmit={() => {}}
      submitDisabledReason={t('reading')}
      problem={Boolean(error) && <ProblemStrip error={error} />}
    >
      {!error && <Loading shape="block" what={t('reading')} />}
    </FormDialog>
  )
}

function SendForm({ clusterId, initial, onClose }: { clusterId: string; initial: SendDraft; onClose: () => void }) {
  const t = useTranslations('messages.send')
  const environment = useCluster()?.environment
  const timeZone = useTimeZone() ?? 'UTC'
  const access = useAccess()
  const [draft, setDraft] = useState(initial)
  const change = (patch: Partial<SendDraft>) => setDraft((present) => ({ ...present, ...patch }))
  const sending = useSendMessages(clusterId)
  const registration = useQuery(registrationQuery(clusterId))
  const messageGroup = useDeferredValue(draft.messageGroup)
  const options = useQuery({
    ...sendOptionsQuery(clusterId, draft.topicName ?? '', messageGroup),
    enabled: draft.topicName !== null,
    placeholderData: (previous) => (previous?.topicName === draft.topicName ? previous : undefined),
  })
  // While another message group is asked about, the queue of the one before is not shown for it.
  const known = options.data && options.isPlaceholderData ? withoutGroup(options.data) : options.data
  const { progress } = sending
  // A single message that was refused leaves the form as it is.
  const refusal = progress && progress.answer.items.length + progress.answer.failed.length === 0 ? progress.error : null
  const errorOf = useFieldErrors(refusal)
  const isSending = progress?.isRunning === true && progress.count === 1
  const isResult = progress !== null && refusal === null && !isSending
  const checked = known && checkDraft(draft, known, { now: new Date(), timeZone })
  const problem = checked && 'problem' in checked ? checked.problem : null
  const type = draft.type ?? known?.types[0] ?? null
  const count = draft.count ?? 1
  const { topicName } = draft
  const object = topicName === null ? undefined : onTopic(topicName)
  const sendReason = object && access.reason('message:send', clusterId, object)
  const manyReason = count > 1 && object ? access.reason('message:send-many', clusterId, object) : undefined
  const wordsOf = (of: DraftProblem) => t(`problem.${of}`, { max: known?.maxBodyBytes ?? 0 })
  const problemOf = (...of: DraftProblem[]) => (problem && of.includes(problem) ? wordsOf(problem) : null)

  function disabledReason(): string | undefined {
    if (draft.topicName === null) return wordsOf('topic')
    if (sendReason) return sendReason
    if (!known) return t('readingTopic')
    return manyReason ?? (problem ? wordsOf(problem) : undefined)
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => {
        if (open) return
        sending.stop()
        onClose()
      }}
      title={draft.copyOf === null ? t('title') : t('copyTitle')}
      environment={environment}
      width={760}
      note={t('note')}
      submitLabel={t('submit', { count })}
      onSubmit={() => {
        if (draft.topicName === null || !checked || 'problem' in checked) return
        const { message, ratePerSecond } = checked
        sending.send({ topicName: draft.topicName, message, count: checked.count, ratePerSecond })
      }}
      isSubmitting={isSending}
      submitDisabledReason={disabledReason()}
      hasUnsavedInput={JSON.stringify(draft) !== JSON.stringify(initial)}
      problem={Boolean(refusal ?? options.error) && <ProblemStrip error={refusal ?? options.error} />}
      result={
        isResult && (
          <SendResult clusterId={clusterId} progress={progress} onStop={sending.stop} onAgain={sending.reset} />
        )
      }
    >
      <div className="grid gap-4">
        <TopicField
          clusterId={clusterId}
          topic={draft.topicName}
          withSystem={false}
          isOptional={false}
          onTopicChange={(topicName) => change({ topicName, type: null, queue: null, confirm: '' })}
          {...(draft.copyOf !== null && { disabledReason: t('locked') })}
        />
        {draft.topicName !== null && !known && !options.error && <Loading shape="block" what={t('readingTopic')} />}
        {known &&
          (type === null ? (
            <Strip tone="warning">{t('problem.notSendable')}</Strip>
          ) : (
            <>
              {draft.original && (
                <Strip tone="info" icon="shield">
                  {t('original')}
                </Strip>
              )}
              {(draft.original === null || type !== 'FIFO') && (
                <DeliveryFields
                  draft={draft}
                  type={type}
                  options={known}
                  onChange={change}
                  errorOf={errorOf}
                  problemOf={problemOf}
                />
              )}
              {draft.original === null && (
                <>
                  <BodyFields
                    draft={draft}
                    maxBytes={known.maxBodyBytes}
                    onChange={change}
                    error={errorOf('body.body') ?? problemOf('json', 'hex', 'base64', 'tooLarge')}
                  />
                  <HeaderFields
                    draft={draft}
                    onChange={change}
                    errorOf={errorOf}
                    problemOf={problemOf}
                    manyReason={manyReason}
                  />
                </>
              )}
              {known.needsConfirm ? (
                <div className="grid gap-2">
                  <Strip tone="warning">{t('production')}</Strip>
                  <TypedNameConfirm
                    name={known.topicName}
                    value={draft.confirm}
                    onValueChange={(confirm) => change({ confirm })}
                  />
                </div>
              ) : (
                <p className="text-12 text-fg-3">{t('consumersGetIt')}</p>
              )}
              {registration.data && checked && 'message' in checked && (
                <CommandBox
                  command={sendMessageCommand(
                    registration.data.nameServers,
                    known.topicName,
                    checked.message,
                    checked.count,
                  )}
                />
              )}
            </>
          ))}
      </div>
    </FormDialog>
  )
}

const withoutGroup = ({ groupQueue: _, ...rest }: SendOptions): SendOptions => rest
