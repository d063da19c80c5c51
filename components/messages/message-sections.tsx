'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import { TraceSection } from '#components/traces/trace-section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Message } from '#lib/messages/schema.ts'
import { BodySection } from './body-section.tsx'
import { ClockDifference } from './clock-difference.tsx'
import { ConsumptionSection } from './consumption-section.tsx'
import { FOREIGN_DELAY } from './foreign-delay.ts'
import { MaskingStrip } from './masking-strip.tsx'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { PropertiesSections } from './properties-sections.tsx'
import { RawSection } from './raw-section.tsx'
import { SendAgain } from './send/send-again.tsx'
import type { Revealed } from './use-reveal.ts'

/** Everything about one message, one under the other: facts, body, consumption, trace, properties, raw. */
export function MessageSections({ message: shown, address }: MessageSectionsProps) {
  const [revealed, setRevealed] = useState<Revealed | null>(null)
  const message = revealed?.message ?? shown
  return (
    <>
      <MaskingStrip message={shown} address={address} isRevealed={revealed !== null} onReveal={setRevealed} />
      <MessageFacts message={message} shown={shown} clusterId={address.clusterId} />
      <BodySection message={message} address={address} revealedFor={revealed?.reason ?? null} />
      <ConsumptionSection message={message} address={address} />
      <TraceSection message={message} address={address} />
      <PropertiesSections message={message} />
      <RawSection message={message} address={address} />
    </>
  )
}

interface MessageFactsProps {
  /** As it is stored, once it was revealed. */
  message: Message
  /** As it is shown to everybody. */
  shown: Message
  clusterId: string
}

function MessageFacts({ message, shown, clusterId }: MessageFactsProps) {
  const t = useTranslations('messages')
  const format = useFormat()
  const born = (
    <>
      <Instant at={message.bornTimestamp} form="absolute" /> <ClockDifference message={message} />
    </>
  )
  const type = (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {t(`type.${message.type}`)}
      {message.label && <Tag tone="warning">{t(`columns.label.${message.label}`)}</Tag>}
    </span>
  )
  const { clientHost, messageGroup, deliverAt, tags, keys, masking } = message
  const marked = (part: 'KEYS' | 'TAG', text: string) => (
    <>
      <MaskMark notes={masking?.filter((note) => note.part === part)} />
      {text}
    </>
  )
  return (
    <div className="grid gap-2 py-3">
      <div className="flex flex-wrap gap-2">
        <SendAgain
          clusterId={clusterId}
          message={shown}
          revealed={shown.isMasked && message !== shown ? message : null}
        />
      </div>
      <KeyValuePanel
        columns={2}
        items={[
          { label: t('facts.stored'), value: <Instant at={message.storeTimestamp} form="absolute" /> },
          { label: t('facts.queue'), value: `${message.brokerName}, ${message.queueId}` },
          { label: t('facts.born'), value: born },
          {
            label: t('facts.offset'),
            value: format.number(message.queueOffset),
            copy: message.queueOffset.toString(),
            isMono: true,
          },
          { label: t('facts.producer'), value: clientHost ?? message.bornHost, isMono: true },
          { label: t('facts.type'), value: type },
          ...(clientHost !== undefined ? [{ label: t('facts.proxy'), value: message.bornHost, isMono: true }] : []),
          ...(messageGroup !== undefined
            ? [{ label: t('facts.messageGroup'), value: messageGroup, isMono: true }]
            : []),
          ...(deliverAt ? [{ label: t('facts.deliverAt'), value: <Instant at={deliverAt} form="absolute" /> }] : []),
          // Where one looks for why it came too early.
          ...(message.properties[FOREIGN_DELAY] !== undefined
            ? [{ label: t('facts.deliverAt'), value: <ForeignDelay /> }]
            : []),
          ...(tags !== null ? [{ label: t('facts.tag'), value: marked('TAG', tags) }] : []),
          ...(keys.length > 0 ? [{ label: t('facts.keys'), value: marked('KEYS', keys.join(' ')), isMono: true }] : []),
          { label: t('facts.topic'), value: message.topicName, copy: message.topicName },
          {
            label: t('facts.size'),
            value: t('facts.sizes', {
              stored: format.bytes(message.storeBytes),
              body: format.bytes(message.bodyBytes),
            }),
          },
          { label: t('facts.retries'), value: format.number(message.reconsumeTimes) },
        ]}
      />
    </div>
  )
}

function ForeignDelay() {
  const t = useTranslations('messages.send')
  return <span className="text-warning">{t('foreignDelay', { name: FOREIGN_DELAY })}</span>
}
