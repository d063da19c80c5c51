'use client'

import { useMutation } from '@tanstack/react-query'
import { useTimeZone, useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import { LinkButton } from '#components/ui/link-button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { QueueOffsetAt } from '#lib/messages/schema.ts'
import { jumpTo, type Place } from './jump-to.ts'
import { findOffsetsAt } from './queries.ts'

interface OffsetFinderProps {
  clusterId: string
  topic: string | null
  onChoose: (place: Place) => void
}

/** The first and the last message of each queue, and where a time lies in it; one of these is chosen. */
export function OffsetFinder({ clusterId, topic, onChoose }: OffsetFinderProps) {
  const t = useTranslations('messages.offsetAt')
  return (
    <Popover
      label={t('title')}
      width={640}
      trigger={
        <Button icon="clock" {...(!topic && { disabledReason: t('needsTopic') })}>
          {t('title')}
        </Button>
      }
    >
      {(close) => (
        <Finder
          clusterId={clusterId}
          topic={topic ?? ''}
          onChoose={(place) => {
            close()
            onChoose(place)
          }}
        />
      )}
    </Popover>
  )
}

function Finder({ clusterId, topic, onChoose }: OffsetFinderProps & { topic: string }) {
  const t = useTranslations('messages.offsetAt')
  const format = useFormat()
  const timeZone = useTimeZone() ?? 'UTC'
  const [text, setText] = useState('now-15m')
  const [isWrong, setWrong] = useState(false)
  const find = useMutation({ mutationFn: (at: Date) => findOffsetsAt(clusterId, { topic, at }) })
  const submit = () => {
    const at = parseInstant(text, { now: new Date(), timeZone })
    setWrong(at === null)
    if (at) find.mutate(at)
  }
  const endColumn = (end: 'min' | 'max', head: string): Column<QueueOffsetAt> => ({
    id: end,
    head,
    align: 'right',
    width: 96,
    cell: (queue) => {
      const place = jumpTo(queue, end)
      const text = format.number(end === 'min' ? queue.minOffset : queue.maxOffset)
      return place ? <LinkButton onClick={() => onChoose(place)}>{text}</LinkButton> : text
    },
  })
  const columns: Column<QueueOffsetAt>[] = [
    {
      id: 'queue',
      head: t('queue'),
      width: 130,
      cell: ({ brokerName, queueId }) => (
        <span className="block truncate">
          {brokerName} <span className="text-fg-3">{queueId}</span>
        </span>
      ),
    },
    {
      id: 'queueOffset',
      head: t('offset'),
      align: 'right',
      width: 110,
      cell: ({ queueOffset }) => format.number(queueOffset),
    },
    {
      id: 'storeTimestamp',
      head: t('stored'),
      isFlexible: true,
      cell: ({ storeTimestamp }) => (storeTimestamp ? <Instant at={storeTimestamp} form="absolute" /> : t('end')),
    },
    endColumn('min', t('min')),
    endColumn('max', t('max')),
  ]
  const silent = find.data?.partial?.map(({ brokerName, address }) => brokerName ?? address).join(', ')
  return (
    <div className="grid gap-3 p-3">
      <div className="flex items-end gap-2">
        <TextField
          label={t('time')}
          className="flex-1"
          value={text}
          onValueChange={setText}
          placeholder="now-15m, 2026-11-22 14:00:00"
          {...(isWrong && { error: t('noTime') })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            submit()
          }}
          autoFocus
        />
        <Button isBusy={find.isPending} onClick={submit}>
          {t('find')}
        </Button>
      </div>
      <ProblemStrip error={find.error} />
      {silent && <Strip tone="warning">{t('silent', { names: silent })}</Strip>}
      {find.data && (
        <>
          <PlainTable
            label={t('title')}
            columns={columns}
            rows={find.data.items}
            rowId={({ brokerName, queueId }) => `${brokerName} ${queueId}`}
            onOpen={({ brokerName, queueId, queueOffset }) =>
              onChoose({ broker: brokerName, queueId, offset: queueOffset.toString() })
            }
          />
          <p className="text-12 text-fg-3">{t('hint')}</p>
        </>
      )}
    </div>
  )
}
