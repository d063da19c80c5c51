'use client'

import { useTranslations } from 'next-intl'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { readHistogram } from './read-runtime.ts'

/** How long messages took to store: one bar per span of time. */
export function PutTime({ value }: { value: string }) {
  const t = useTranslations('nodes.runtime')
  const format = useFormat()
  const spans = readHistogram(value)
  const total = spans.reduce((sum, { count }) => sum + count, 0)
  const most = Math.max(...spans.map(({ count }) => count))
  if (spans.length === 0) return null
  return (
    <Section title={t('putTime')} count={<span className="text-12">{t('putTimeMeaning')}</span>} className="mt-0 mb-4">
      {total === 0 ? (
        <p className="text-fg-2">{t('noneStored')}</p>
      ) : (
        <table className="w-full max-w-2xl text-12 leading-4">
          <caption className="sr-only">{t('putTimeMeaning')}</caption>
          <thead className="sr-only">
            <tr>
              <th>{t('span')}</th>
              <th>{t('share')}</th>
              <th>{t('messages')}</th>
            </tr>
          </thead>
          <tbody>
            {spans.map(({ span, count }) => (
              <tr key={span}>
                <th scope="row" className="w-28 py-0.5 text-left font-mono font-normal text-fg-2">
                  {span}
                </th>
                <td className="py-0.5">
                  <span className="block h-1.5 rounded-[1px] bg-surface-3">
                    <span
                      style={{ width: `${(count / most) * 100}%` }}
                      className="block h-full rounded-[1px] bg-heat-4"
                    />
                  </span>
                </td>
                <td className={`w-32 py-0.5 text-right ${count === 0 ? 'text-fg-3' : ''}`}>
                  {format.number(count)} <span className="text-fg-3">{format.percent(count / total)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
