'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { TopicItem } from '#lib/topics/schema.ts'

type Queues = Pick<TopicItem, 'writeQueues' | 'readQueues' | 'queuesPerBroker' | 'brokerNames'>

/** Queues of all brokers, "48", or "48 / 32" where writing and reading differ; amber when brokers hold unequal numbers. */
export function TopicQueuesText({ topic }: { topic: Queues }) {
  const t = useTranslations('topics')
  const format = useFormat()
  const { writeQueues, readQueues, queuesPerBroker, brokerNames } = topic
  const isUneven = queuesPerBroker === null && brokerNames.length > 1
  const text =
    writeQueues === readQueues
      ? format.number(writeQueues)
      : `${format.number(writeQueues)} / ${format.number(readQueues)}`
  const spread = isUneven
    ? t('queuesUneven', { brokers: brokerNames.length })
    : t('queuesSpread', { queues: queuesPerBroker ?? writeQueues, brokers: brokerNames.length })
  const split = t('queuesSplit', { write: writeQueues, read: readQueues })
  return (
    <Tooltip content={`${split} ${spread}`}>
      <span className={isUneven ? 'text-warning' : undefined}>
        {isUneven && <Icon name="warning" size={12} label={t('uneven')} className="mr-1 inline-block align-[-1px]" />}
        {text}
        {!isUneven && brokerNames.length > 1 && (
          <span className="ml-1 text-fg-3">{`${format.number(queuesPerBroker ?? 0)} × ${brokerNames.length}`}</span>
        )}
      </span>
    </Tooltip>
  )
}
