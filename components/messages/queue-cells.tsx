'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Popover } from '#components/ui/popover.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { MessageOrder, QueueCoverage } from '#lib/messages/schema.ts'
import { readOffsets } from './read-offsets.ts'

/** Above so many the cells shrink, for they stand in one line. */
const MANY = 64
const MAX_CELLS = 512

const looks: Record<QueueCoverage['state'], string> = {
  done: 'bg-accent',
  waiting: 'bg-accent-line',
  failed: 'shadow-[inset_0_0_0_1px_var(--critical-mark)]',
}

interface QueueCellsProps {
  queues: readonly QueueCoverage[]
  order: MessageOrder
}

/** How many queues are read to their end, in part, not at all; a cell for each, brokers apart; and in a list the offsets of each. */
export function QueueCells({ queues, order }: QueueCellsProps) {
  const t = useTranslations('messages.coverage')
  const countsOf = useQueueCounts()
  const wordsOf = useQueueWords(queues, order)
  if (queues.length === 0) return null
  const byBroker = Map.groupBy(queues, ({ brokerName }) => brokerName)
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {queues.length <= MAX_CELLS &&
        [...byBroker].map(([brokerName, ofBroker]) => (
          <span
            key={brokerName}
            role="img"
            aria-label={t('cells', { broker: brokerName, ...countsOf(ofBroker) })}
            className="inline-flex"
          >
            {ofBroker.map((queue) => (
              <Tooltip key={keyOf(queue)} content={wordsOf(queue)}>
                <span className="pr-px">
                  <span
                    className={cx('block h-2.5', queues.length > MANY ? 'w-[3px]' : 'w-[7px]', looks[queue.state])}
                  />
                </span>
              </Tooltip>
            ))}
          </span>
        ))}
      <Popover
        label={t('queuesTitle')}
        width={440}
        trigger={
          <Button size="s" variant="ghost" iconEnd="chev-down">
            {t('queues', countsOf(queues))}
          </Button>
        }
      >
        <ul className="grid gap-1 p-3 text-12">
          {queues.map((queue) => (
            <li key={keyOf(queue)} className="[overflow-wrap:anywhere]">
              {wordsOf(queue)}
            </li>
          ))}
        </ul>
      </Popover>
    </span>
  )
}

const keyOf = ({ topicName, brokerName, queueId }: QueueCoverage) => `${topicName} ${brokerName} ${queueId}`

function useQueueCounts() {
  const format = useFormat()
  return (queues: readonly QueueCoverage[]) => {
    const count = (state: QueueCoverage['state']) =>
      format.number(queues.filter((queue) => queue.state === state).length)
    return { total: queues.length, done: count('done'), waiting: count('waiting'), failed: count('failed') }
  }
}

/** One queue in a line: what of it was read, by offsets. */
function useQueueWords(queues: readonly QueueCoverage[], order: MessageOrder): (queue: QueueCoverage) => string {
  const t = useTranslations('messages.coverage.queue')
  const format = useFormat()
  const ofOneTopic = new Set(queues.map(({ topicName }) => topicName)).size === 1
  return (queue) => {
    const { topicName, brokerName, queueId, state, fromOffset, toOffset, error } = queue
    const name = `${ofOneTopic ? '' : `${topicName} `}${brokerName} ${queueId}`
    const read = readOffsets(queue, order)
    const part = read && { first: format.number(read.first), last: format.number(read.last) }
    if (state === 'failed') {
      const detail = error?.detail ?? ''
      return part ? t('failedThen', { name, ...part, detail }) : t('failed', { name, detail })
    }
    if (fromOffset === null || toOffset === null) return t('unknown', { name })
    if (state === 'done') return part ? t('done', { name, ...part }) : t('empty', { name })
    const all = { from: format.number(fromOffset), to: format.number(toOffset - 1n) }
    return part ? t('part', { name, ...part, ...all }) : t('unread', { name, ...all })
  }
}
