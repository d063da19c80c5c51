'use client'

import { useTranslations } from 'next-intl'
import { type Readout, Readouts } from '#components/layout/readouts.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskedSign } from '#components/masking/mask-notes.tsx'
import { messageHref } from '#components/messages/message-href.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MessageTrace, TraceHop } from '#lib/traces/schema.ts'
import { HopsTable } from './hops-table.tsx'
import { RawRecords } from './raw-records.tsx'
import { SwimLane } from './swim-lane.tsx'

/** The way of one message: figures, swim lane, the same in words, and what clients wrote. */
export function TraceView({ clusterId, trace }: { clusterId: string; trace: MessageTrace }) {
  const t = useTranslations('traces')
  const format = useFormat()
  const { topicName, keys, tags, hops, records } = trace
  return (
    <>
      <Readouts items={useReadouts(clusterId, trace)} />
      <div className="mt-3 mb-1 flex flex-wrap items-baseline gap-x-3">
        {topicName !== null && (
          <Link href={`/clusters/${clusterId}/topics/${encodeURIComponent(topicName)}`} tone="name">
            {topicName}
          </Link>
        )}
        <span className="text-12 text-fg-3">
          {trace.isMasked && <MaskedSign />}
          {[
            keys.length > 0 && t('keysAre', { count: keys.length, keys: keys.join(' ') }),
            tags !== null && t('tagIs', { tag: tags }),
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
      </div>
      <SwimLane trace={trace} />
      <Section title={t('hops')} count={format.number(hops.length)}>
        <HopsTable clusterId={clusterId} hops={hops} />
      </Section>
      {records.length > 0 && (
        <div className="mt-4">
          <Disclosure label={t('raw.title', { count: records.length })}>
            <RawRecords records={records} />
          </Disclosure>
        </div>
      )}
    </>
  )
}

const isConsumed = ({ stage, result }: TraceHop) =>
  stage === 'CONSUME' && (result === 'SUCCESS' || result === 'CONSUMED')

function useReadouts(clusterId: string, trace: MessageTrace): Readout[] {
  const t = useTranslations('traces.readout')
  const format = useFormat()
  const { sentAt, hops, message, bodyBytes } = trace
  const since = (at: Date | null | undefined) =>
    at && sentAt ? format.duration(Math.max(0, at.getTime() - sentAt.getTime())) : '?'
  const ends = hops
    .filter((hop) => isConsumed(hop) && hop.startedAt)
    .map((hop) => ({ hop, at: new Date((hop.startedAt?.getTime() ?? 0) + (hop.durationMs ?? 0)) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const [first] = ends
  const last = ends.at(-1)
  const groups = new Set(hops.filter(({ stage }) => stage === 'CONSUME').map(({ groupName }) => groupName))
  const done = new Set(hops.filter(isConsumed).map(({ groupName }) => groupName))
  return [
    {
      label: t('sent'),
      value: sentAt ? format.time(sentAt) : '?',
      context: sentAt ? format.date(sentAt) : t('notTold'),
    },
    {
      label: t('stored'),
      value: message ? since(message.storeTimestamp) : '?',
      context: message?.brokerName ?? t('notFound'),
    },
    { label: t('first'), value: first ? since(first.at) : '–', context: first?.hop.groupName ?? t('nobody') },
    { label: t('last'), value: last ? since(last.at) : '–', context: last?.hop.groupName ?? t('nobody') },
    {
      label: t('groups'),
      value: t('of', { done: format.number(done.size), all: format.number(groups.size) }),
      context: t('groupsConsumed'),
    },
    {
      label: t('body'),
      value: bodyBytes === null ? '?' : format.bytes(bodyBytes),
      context: message && (
        <Link href={messageHref({ clusterId, messageId: message.offsetMsgId, topic: message.topicName })}>
          {t('open')}
        </Link>
      ),
    },
  ]
}
