'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { traceHref } from '#components/traces/trace-href.ts'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { SendAnswer, SentMessage } from '#lib/messages/schema.ts'
import { messageHref } from '../message-href.ts'
import type { SendProgress } from './use-send-messages.ts'

interface SendResultProps {
  clusterId: string
  progress: SendProgress
  onStop: () => void
  /** Back to the form, as it was filled in. */
  onAgain: () => void
}

type NotSent = SendAnswer['failed'][number]
type Row = { kind: 'sent'; message: SentMessage } | { kind: 'failed'; message: NotSent }

/** More of those that went well are in the topic; each that did not is shown. */
const MAX_SENT_SHOWN = 100

/** What became of each message; what went wrong stands first. */
export function SendResult({ clusterId, progress, onStop, onAgain }: SendResultProps) {
  const t = useTranslations('messages.send.result')
  const tSend = useTranslations('messages.send')
  const format = useFormat()
  const { answer, count, isRunning, isStopped, error } = progress
  const { items, failed, notSent } = answer
  const rows: Row[] = [
    ...failed.map((message): Row => ({ kind: 'failed', message })),
    ...items.slice(-MAX_SENT_SHOWN).map((message): Row => ({ kind: 'sent', message })),
  ]
  const columns: Column<Row>[] = [
    { id: 'state', head: t('state'), width: 150, cell: (row) => <RowState row={row} /> },
    {
      id: 'uniqKey',
      head: t('messageId'),
      isFlexible: true,
      minWidth: 160,
      cell: ({ kind, message }) => {
        const id = <MiddleTruncate text={message.uniqKey} isMono />
        const href = messageHref({ clusterId, messageId: message.uniqKey, topic: message.topicName })
        return kind === 'sent' || message.isUnknown ? (
          <Link href={href} tone="name" className="flex min-w-0">
            {id}
          </Link>
        ) : (
          id
        )
      },
    },
    { id: 'queue', head: t('queue'), width: 130, cell: ({ message }) => `${message.brokerName} ${message.queueId}` },
    {
      id: 'queueOffset',
      head: t('offset'),
      align: 'right',
      width: 90,
      cell: ({ kind, message }) => (kind === 'sent' ? format.number(message.queueOffset) : '–'),
    },
    {
      id: 'durationMs',
      head: t('took'),
      align: 'right',
      width: 70,
      cell: ({ message }) => format.duration(message.durationMs),
    },
    {
      id: 'trace',
      head: t('trace'),
      width: 52,
      cell: ({ kind, message: { uniqKey, topicName } }) =>
        kind === 'sent' && (
          <IconButton
            icon="trace"
            size="s"
            label={t('traceOf', { id: uniqKey })}
            href={traceHref({ clusterId, messageId: uniqKey, topic: topicName })}
          />
        ),
    },
  ]
  const broken = failed[0]
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <p role="status" className="min-w-0 flex-1 font-medium">
          {isRunning ? t('running', { sent: items.length, count }) : t('done', { sent: items.length, count })}
          {failed.length > 0 && ` ${t('failed', { count: failed.length })}`}
          {!isRunning && notSent > 0 && ` ${t('notSent', { count: notSent })}`}
          {isRunning && isStopped && ` ${t('stopping')}`}
        </p>
        {isRunning ? (
          <Button icon="stop" onClick={onStop} disabledReason={isStopped ? t('stopping') : undefined}>
            {t('stop')}
          </Button>
        ) : (
          <Button onClick={onAgain}>{t('again')}</Button>
        )}
      </div>
      {Boolean(error) && <ProblemStrip error={error} />}
      {broken && <p className="text-fg-2 [overflow-wrap:anywhere]">{broken.error.detail}</p>}
      <PlainTable
        label={t('table')}
        columns={columns}
        rows={rows}
        rowId={({ message }) => message.uniqKey}
        density={28}
      />
      {items.length > MAX_SENT_SHOWN && (
        <p className="text-12 text-fg-3">{t('cut', { shown: MAX_SENT_SHOWN, total: items.length })}</p>
      )}
      {items.length > 0 && items.length === 1 && (
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 text-12">
          <dt className="text-fg-3">{tSend('offsetId')}</dt>
          <dd className="font-mono [overflow-wrap:anywhere]">{items[0]?.offsetMsgId}</dd>
        </dl>
      )}
    </div>
  )
}

function RowState({ row }: { row: Row }) {
  const t = useTranslations('messages.send.result.states')
  if (row.kind === 'failed') {
    return row.message.isUnknown ? (
      <StatePill state="unknown" label={t('UNKNOWN')} />
    ) : (
      <StatePill state="critical" label={t('FAILED')} />
    )
  }
  const { sendStatus } = row.message
  return <StatePill state={sendStatus === 'SEND_OK' ? 'ok' : 'warning'} label={t(sendStatus)} />
}
