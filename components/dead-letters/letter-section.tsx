'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { jobHref } from '#components/jobs/job-words.ts'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { messageHref } from '#components/messages/message-href.ts'
import { VerifyDialog } from '#components/messages/verify-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import type { DeadLetter, DeadLetterResend, ResendState } from '#lib/dead-letters/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { LetterStatePill } from './letter-state-pill.tsx'
import { resendsQuery } from './queries.ts'

interface LetterSectionProps {
  clusterId: string
  groupName: string
  letter: DeadLetter
  onResend: () => void
  onNote: () => void
  onHandle: (isHandled: boolean) => void
}

const looks: Record<ResendState, State> = {
  SENDING: 'pending',
  FAILED: 'critical',
  UNKNOWN: 'unknown',
  SENT: 'pending',
  CONSUMED: 'recovering',
  SUCCEEDED: 'ok',
  FAILED_AGAIN: 'critical',
}

/** What is known of a dead letter beside the message itself, and what can be done about it. */
export function LetterSection({ clusterId, groupName, letter, onResend, onNote, onHandle }: LetterSectionProps) {
  const t = useTranslations('deadLetters')
  const access = useAccess()
  const [isVerifying, setVerifying] = useState(false)
  const resends = useQuery({
    ...resendsQuery(clusterId, groupName, letter.originId),
    enabled: letter.resends > 0 || letter.lastResend !== undefined,
    refetchInterval: 5_000,
  })
  const markReason = access.reason('dead-letter:mark', clusterId, onGroup(groupName))
  const isHandled = letter.state === 'HANDLED'
  return (
    <DrawerSection
      title={t('letter')}
      end={
        <>
          <Button size="s" icon="note" onClick={onNote} disabledReason={markReason}>
            {t('note')}
          </Button>
          <Button
            size="s"
            icon={isHandled ? 'undo' : 'check'}
            onClick={() => onHandle(!isHandled)}
            disabledReason={markReason}
          >
            {isHandled ? t('unmark') : t('markHandled')}
          </Button>
          <Button
            size="s"
            icon="play"
            onClick={() => setVerifying(true)}
            disabledReason={access.reason('message:verify', clusterId, onGroup(groupName))}
          >
            {t('verify')}
          </Button>
          <Button
            size="s"
            variant="primary"
            icon="replay"
            onClick={onResend}
            disabledReason={access.reason('dead-letter:resend', clusterId, onGroup(groupName))}
          >
            {t('resend')}
          </Button>
        </>
      }
    >
      <KeyValuePanel
        columns={2}
        items={[
          { label: t('state'), value: <LetterStatePill state={letter.state} /> },
          { label: t('originTopic'), value: letter.originTopic ?? '?' },
          { label: t('originId'), value: letter.originId, copy: letter.originId, isMono: true },
          ...(letter.note ? [{ label: t('note'), value: `${letter.note} (${letter.noteBy ?? ''})` }] : []),
          ...(letter.handledAt
            ? [
                {
                  label: t('states.HANDLED'),
                  value: (
                    <>
                      {letter.handledBy} <Instant at={letter.handledAt} withMs={false} />
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      {resends.error && <ProblemStrip error={resends.error} />}
      {resends.data && resends.data.items.length > 0 && <Resends clusterId={clusterId} resends={resends.data.items} />}
      {isVerifying && (
        <VerifyDialog
          address={{ clusterId, messageId: letter.offsetMsgId, topic: letter.topicName }}
          groupName={groupName}
          onClose={() => setVerifying(false)}
        />
      )}
    </DrawerSection>
  )
}

function Resends({ clusterId, resends }: { clusterId: string; resends: readonly DeadLetterResend[] }) {
  const t = useTranslations('deadLetters')
  const format = useFormat()
  const until = ({ state, settlesAt, error }: DeadLetterResend): string | undefined => {
    if (state === 'CONSUMED' && settlesAt) return t('until', { time: format.instant(settlesAt) })
    return error
  }
  const columns: Column<DeadLetterResend>[] = [
    {
      id: 'resentAt',
      head: t('resentAt'),
      width: 150,
      cell: ({ resentAt }) => <Instant at={resentAt} withMs={false} />,
    },
    {
      id: 'state',
      head: t('outcome'),
      width: 200,
      isFlexible: true,
      cell: (row) => <StatePill state={looks[row.state]} label={t(`resendStates.${row.state}`)} detail={until(row)} />,
    },
    {
      id: 'topicName',
      head: t('sentTo'),
      width: 170,
      cell: ({ topicName, offsetMsgId }) =>
        offsetMsgId === null ? (
          <span className="block truncate">{topicName}</span>
        ) : (
          <Link href={messageHref({ clusterId, messageId: offsetMsgId, topic: topicName })} className="block truncate">
            {topicName}
          </Link>
        ),
    },
    {
      id: 'resentBy',
      head: t('by_'),
      width: 110,
      cell: ({ resentBy, jobId }) =>
        jobId === undefined ? (
          <span className="block truncate">{resentBy}</span>
        ) : (
          <Link href={jobHref(clusterId, jobId)}>{t('job', { jobId })}</Link>
        ),
    },
  ]
  return (
    <div className="mt-2">
      <PlainTable
        label={t('resendsTable')}
        columns={columns}
        rows={resends}
        rowId={({ resendId }) => String(resendId)}
        density={28}
      />
    </div>
  )
}
