'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { messageHref } from '#components/messages/message-href.ts'
import { messageQuery } from '#components/messages/queries.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { resendDeadLetterEndpoint } from '#lib/dead-letters/api.ts'
import type { DeadLetter, ResendEdit, ResendTo } from '#lib/dead-letters/schema.ts'
import type { Message } from '#lib/messages/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { deadLetterKeys } from './queries.ts'
import { ResendToField } from './resend-to-field.tsx'
import { RevealToEdit } from './reveal-to-edit.tsx'

interface ResendDialogProps {
  clusterId: string
  groupName: string
  letter: DeadLetter
  onClose: () => void
}

/** Sends one dead letter again, as it was or edited. */
export function ResendDialog({ clusterId, groupName, letter, onClose }: ResendDialogProps) {
  const t = useTranslations('deadLetters')
  const access = useAccess()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const [to, setTo] = useState<ResendTo>('GROUP')
  const [topicName, setTopicName] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [isEdited, setEdited] = useState(false)
  const [edit, setEdit] = useState<{ body?: string; tags?: string; keys?: string }>({})
  const [isAgain, setAgain] = useState(false)
  const address = { clusterId, messageId: letter.offsetMsgId, topic: letter.topicName }
  // What is edited is what is stored: a masked letter is revealed first.
  const [revealed, setRevealed] = useState<Message | null>(null)
  const needsReveal = letter.isMasked === true && !revealed
  const message = useQuery({ ...messageQuery(address), enabled: isEdited && !letter.isMasked })
  const shown = revealed ?? message.data
  const held = shown?.body
  const isText = held !== undefined && held.text !== undefined && !held.isCut && held.as !== 'hex'
  const wasSent = letter.resends > 0
  const send = useMutation({
    mutationFn: () =>
      call(resendDeadLetterEndpoint, {
        params: { clusterId, groupName },
        body: {
          messageId: letter.offsetMsgId,
          to,
          ...(to === 'TOPIC' && topicName && { topicName }),
          ...(isEdited && { edit: toEdit(edit) }),
          ...(isAgain && { again: true }),
          ...(reason.trim() && { reason: reason.trim() }),
        },
      }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: deadLetterKeys.all(clusterId) }),
  })
  const errorOf = useFieldErrors(send.error)
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('resendOne')}
      environment={environment}
      width={640}
      note={t('recorded')}
      submitLabel={t('resend')}
      onSubmit={() => send.mutate()}
      isSubmitting={send.isPending}
      submitDisabledReason={
        to === 'TOPIC' && !topicName ? t('needsTopic') : isEdited && needsReveal ? t('revealFirst') : undefined
      }
      problem={send.error && <ProblemStrip error={send.error} />}
      hasUnsavedInput={isEdited && Object.keys(edit).length > 0}
      result={
        send.data && (
          <Strip tone="info" icon="check" role="status">
            <strong className="font-semibold">{t('sentTitle')}</strong>{' '}
            {t('sentText', { topic: send.data.topicName, broker: send.data.brokerName })}{' '}
            {send.data.error && <span className="font-mono">{send.data.error}</span>}{' '}
            {send.data.offsetMsgId && (
              <Link href={messageHref({ clusterId, messageId: send.data.offsetMsgId, topic: send.data.topicName })}>
                {t('openMessage')}
              </Link>
            )}
          </Strip>
        )
      }
    >
      <div className="grid gap-4">
        <ResendToField
          {...{ clusterId, groupName, to, topicName }}
          onChange={(next, name) => {
            setTo(next)
            setTopicName(name)
          }}
        />
        <ImpactList
          items={[
            { kind: to === 'GROUP' ? 'info' : 'warning', text: t(`impact.${to}`, { group: groupName }) },
            { kind: 'info', text: t('impact.new') },
            { kind: 'info', text: t('impact.stays') },
          ]}
        />
        {wasSent && <Checkbox label={t('again')} hint={t('againHint')} checked={isAgain} onCheckedChange={setAgain} />}
        <Checkbox
          label={t('editFirst')}
          checked={isEdited}
          onCheckedChange={setEdited}
          disabledReason={
            access.reason('message:read-body', clusterId, onGroup(groupName)) ??
            (letter.isMasked ? access.reason('message:unmask', clusterId, onGroup(groupName)) : undefined)
          }
        />
        {isEdited && needsReveal && <RevealToEdit address={address} onReveal={setRevealed} />}
        {isEdited && !needsReveal && (
          <div className="grid gap-3">
            {message.error && <ProblemStrip error={message.error} />}
            <TextArea
              label={t('body')}
              isMono
              rows={8}
              value={edit.body ?? (isText ? (held.text ?? '') : '')}
              onValueChange={(body) => setEdit({ ...edit, body })}
              error={errorOf('body.edit.body')}
              hint={shown && !isText ? t('bodyNotText') : t('bodyUtf8')}
            />
            <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
              <TextField
                label={t('tag')}
                value={edit.tags ?? (shown ?? letter).tags ?? ''}
                onValueChange={(tags) => setEdit({ ...edit, tags })}
              />
              <TextField
                label={t('keys')}
                value={edit.keys ?? (shown ?? letter).keys.join(' ')}
                onValueChange={(keys) => setEdit({ ...edit, keys })}
              />
            </div>
          </div>
        )}
        <TextField label={t('reason')} value={reason} onValueChange={setReason} error={errorOf('body.reason')} />
        <CommandBox command={null} />
      </div>
    </FormDialog>
  )
}

function toEdit({ body, tags, keys }: { body?: string; tags?: string; keys?: string }): ResendEdit {
  return {
    ...(body !== undefined && { body }),
    ...(tags !== undefined && { tags: tags.trim() || null }),
    ...(keys !== undefined && { keys: keys.split(/\s+/).filter(Boolean) }),
  }
}
