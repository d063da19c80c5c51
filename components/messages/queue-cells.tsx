'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { cx } from '#components/ui/cx.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { QueueCoverage } from '#lib/messages/schema.ts'

/** Above so many the cells shrink, for they stand in one line. */
const MANY = 64
const MAX_CELLS = 512

const looks: Record<QueueCoverage['state'], string> = {
  done: 'bg-accent',
  waiting: 'bg-accent-line',
  failed: 'shadow-[inset_0_0_0_1px_var(--critical-mark)]',
}

/** One cell per queue, brokers apart: read to its end, read in part, not read. */
export function QueueCells({ queues }: { queues: readonly QueueCoverage[] }) {
  const t = useTranslations('messages.coverage')
  const format = useFormat()
  if (queues.length === 0 || queues.length > MAX_CELLS) return null
  const byBroker = Map.groupBy(queues, ({ brokerName }) => brokerName)
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {[...byBroker].map(([brokerName, ofBroker]) => {
        const count = (state: QueueCoverage['state']) => ofBroker.filter((queue) => queue.state === state).length
        const words = t('cells', {
          broker: brokerName,
          total: ofBroker.length,
          done: format.number(count('done')),
          waiting: format.number(count('waiting')),
          failed: format.number(count('failed')),
        })
        return (
          <Tooltip key={brokerName} content={words}>
            <span role="img" aria-label={words} className="inline-flex gap-px">
              {ofBroker.map(({ topicName, queueId, state }) => (
                <span
                  key={`${topicName} ${queueId}`}
                  className={cx('h-2.5', queues.length > MANY ? 'w-[3px]' : 'w-[7px]', looks[state])}
                />
              ))}
            </span>
          </Tooltip>
        )
      })}
    </span>
  )
}
