'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { cx } from '#components/ui/cx.ts'
import { Select } from '#components/ui/select.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { PreviewQueue, ResetPreview } from '#lib/offsets/schema.ts'
import { MoveBar } from './move-bar.tsx'

const ALL = ''
/** What the dash in the offset's own column says already is not said twice. */
const isTold = (note: PreviewQueue['note']) => note !== undefined && note !== 'NEVER_CONSUMED'
/** Above this the rest is behind the two filters: nobody compares a thousand bars. */
const ROWS_MAX = 500

/** Where each queue stands and where it goes. */
export function PreviewTable({ preview: { queues }, target }: { preview: ResetPreview; target: string }) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const [topic, setTopic] = useState(ALL)
  const [broker, setBroker] = useState(ALL)
  const topicNames = [...new Set(queues.map(({ topicName }) => topicName))]
  const brokerNames = [...new Set(queues.map(({ brokerName }) => brokerName))]
  const matching = queues.filter(
    ({ topicName, brokerName }) => (topic === ALL || topicName === topic) && (broker === ALL || brokerName === broker),
  )
  const shown = matching.slice(0, ROWS_MAX)
  const [longest = 0n] = queues.map(({ count }) => count).sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))
  const hasTimes = queues.some(({ storeTimestamp, note }) => storeTimestamp !== null || isTold(note))
  const option = (value: string) => ({ value, label: value })
  let lastHead = ''
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        {topicNames.length > 1 && (
          <Select
            label={t('topic')}
            isLabelHidden
            value={topic}
            onValueChange={setTopic}
            options={[{ value: ALL, label: t('topicsCount', { count: topicNames.length }) }, ...topicNames.map(option)]}
          />
        )}
        {topicNames.length === 1 && <span className="font-medium [overflow-wrap:anywhere]">{topicNames[0]}</span>}
        {brokerNames.length > 1 && (
          <Select
            label={t('broker')}
            isLabelHidden
            value={broker}
            onValueChange={setBroker}
            options={[
              { value: ALL, label: t('brokersCount', { count: brokerNames.length }) },
              ...brokerNames.map(option),
            ]}
          />
        )}
        {brokerNames.length === 1 && <span className="text-fg-2">{brokerNames[0]}</span>}
        <span className="text-fg-2">{t('toTarget', { target })}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="overflow-x-auto" tabIndex={0} aria-label={t('previewTable')}>
        <table className="w-full min-w-[520px] tabular-nums">
          <caption className="sr-only">{t('previewTable')}</caption>
          <thead>
            <tr className="border-b border-line-2 text-right text-12 whitespace-nowrap text-fg-3 [&>th]:px-2 [&>th]:py-1.5 [&>th]:font-normal">
              <th scope="col" className="!pl-0">
                {t('queue')}
              </th>
              <th scope="col">{t('consumerOffset')}</th>
              <th scope="col">{t('becomes')}</th>
              <th scope="col" className="w-[30%]">
                <span className="flex justify-between">
                  <span>{t('replay')}</span>
                  <span>{t('skip')}</span>
                </span>
              </th>
              <th scope="col">{t('messages')}</th>
              {hasTimes && (
                <th scope="col" className="!pr-0">
                  {t('firstStored')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((queue) => {
              const head = [
                topicNames.length > 1 ? queue.topicName : '',
                brokerNames.length > 1 ? queue.brokerName : '',
              ]
                .filter(Boolean)
                .join(' · ')
              const isNew = head !== '' && head !== lastHead
              lastHead = head
              const rows = [
                <Row
                  key={`${queue.topicName} ${queue.brokerName} ${queue.queueId}`}
                  queue={queue}
                  longest={longest}
                  hasTimes={hasTimes}
                />,
              ]
              if (isNew) {
                rows.unshift(
                  <tr key={`head ${head}`}>
                    <th
                      scope="colgroup"
                      colSpan={hasTimes ? 6 : 5}
                      className="pt-2 pb-1 text-left text-12 font-medium text-fg-2 [overflow-wrap:anywhere]"
                    >
                      {head}
                    </th>
                  </tr>,
                )
              }
              return rows
            })}
          </tbody>
        </table>
      </section>
      {matching.length > shown.length && (
        <p className="mt-2 text-12 text-fg-3">
          {t('moreRows', { shown: format.number(shown.length), total: format.number(matching.length) })}
        </p>
      )}
    </>
  )
}

function Row({ queue, longest, hasTimes }: { queue: PreviewQueue; longest: bigint; hasTimes: boolean }) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const { queueId, currentOffset, targetOffset, effect, count, note, storeTimestamp } = queue
  // Thousandths are finer than a pixel, and exact for any offset.
  const share = longest === 0n ? 0 : Number((count * 1_000n) / longest) / 1_000
  const moved = effect === 'REPEATS' ? -count : count
  return (
    <tr className="border-b border-line-1 text-right [&>td]:px-2 [&>td]:py-1 [&>th]:py-1">
      <th scope="row" className="pr-2 font-normal">
        {queueId}
      </th>
      <td className="font-mono text-12">
        {currentOffset === null ? (
          <Tooltip content={t('neverMeaning')}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation is reached by the keyboard */}
            <span tabIndex={0}>–</span>
          </Tooltip>
        ) : (
          format.number(currentOffset)
        )}
      </td>
      <td className="font-mono text-12">{currentOffset === targetOffset ? t('same') : format.number(targetOffset)}</td>
      <td>
        <MoveBar effect={effect} share={share} />
      </td>
      <td className={cx('whitespace-nowrap', effect === 'SKIPS' && 'font-medium text-warning')}>
        <span className="sr-only">{t(`effects.${effect}`)} </span>
        {effect === 'NONE' ? '0' : format.change(moved)}
      </td>
      {hasTimes && (
        <td className="!pr-0 whitespace-nowrap text-12 text-fg-2">
          {storeTimestamp ? (
            <Instant at={storeTimestamp} form="absolute" />
          ) : targetOffset >= queue.maxOffset ? (
            t('end')
          ) : (
            '?'
          )}
          {note && isTold(note) && <span className="block text-fg-3">{t(`notes.${note}`)}</span>}
        </td>
      )}
    </tr>
  )
}
