'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { type Readout, Readouts } from '#components/layout/readouts.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Topic } from '#lib/topics/schema.ts'

/** What belongs to the type of the topic. Nothing for most. */
export function TypeReadouts({ topic }: { topic: Topic }) {
  const t = useTranslations('topics.ofType')
  const format = useFormat()
  const duration = (ms: number | null | undefined) => (ms === null || ms === undefined ? '?' : format.duration(ms))
  const items: Readout[] = []
  if (topic.type === 'DELAY') {
    const { brokerMaxDelayMs: broker } = topic
    items.push(
      {
        label: t('maxDelay'),
        value: duration(topic.maxDelayMs),
        context:
          broker === null || broker === undefined ? t('delayUnknown') : t('delayLimits', { broker: duration(broker) }),
      },
      { label: t('timing'), value: <MeasuredValue measured={topic.timingMessages} />, context: t('timingContext') },
    )
  }
  if (topic.type === 'TRANSACTION') {
    const { transactionCheck: check } = topic
    items.push(
      { label: t('half'), value: <MeasuredValue measured={topic.halfMessages} />, context: t('halfContext') },
      { label: t('checkAfter'), value: duration(check?.timeoutMs), context: 'transactionTimeOut' },
      { label: t('checkEvery'), value: duration(check?.intervalMs), context: 'transactionCheckInterval' },
      {
        label: t('checkAtMost'),
        value: check ? format.number(check.max) : '?',
        unit: t('times'),
        context: 'transactionCheckMax',
      },
    )
  }
  if (topic.type === 'FIFO') {
    items.push(
      {
        label: t('orderedGroups'),
        value: <MeasuredValue measured={topic.orderedGroups} format={({ ordered, all }) => `${ordered} / ${all}`} />,
        context: t(topic.flags.includes('WRONG_FIT') ? 'orderedSome' : 'orderedContext'),
      },
      {
        label: t('orderFlag'),
        value: t(topic.flags.includes('ORDERED') ? 'on' : 'off'),
        context: t(topic.flags.includes('ORDERED') ? 'orderFlagOn' : 'orderFlagOff'),
      },
    )
  }
  if (items.length === 0) return null
  return (
    <div className="-mt-px">
      <Readouts items={items} />
    </div>
  )
}
