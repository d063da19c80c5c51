'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import type { DelayLevel, TimerPage } from '#lib/timers/schema.ts'

/** How long brokers can delay, and what each level is. */
export function DelayAside({ levels, limits }: Pick<TimerPage, 'levels' | 'limits'>) {
  const t = useTranslations('timers')
  const format = useFormat()
  const duration = (ms: number | null) => (ms === null ? '?' : format.duration(ms))
  const columns: Column<DelayLevel>[] = [
    { id: 'level', head: t('levels.level'), width: 64, align: 'right', cell: ({ level }) => level },
    {
      id: 'delayMs',
      head: t('levels.delay'),
      isFlexible: true,
      minWidth: 72,
      cell: ({ delayMs }) => duration(delayMs),
    },
    {
      id: 'pending',
      head: t('levels.pending'),
      align: 'right',
      width: 96,
      cell: ({ pending }) => (pending === null ? '?' : format.number(pending)),
    },
  ]
  return (
    <aside className="min-w-0">
      <Section title={t('limits.title')}>
        <KeyValuePanel
          items={[
            {
              label: t('limits.longest'),
              value: limits.maxDelayMs === null ? t('limits.noTimer') : duration(limits.maxDelayMs),
            },
            { label: t('limits.behind'), value: limits.readBehindMs === null ? '–' : duration(limits.readBehindMs) },
            { label: t('limits.kept'), value: duration(limits.keptMs) },
          ]}
        />
        <p className="mt-2 text-12 text-fg-3">{t('limits.keptWhy')}</p>
      </Section>
      <Section title={t('levels.title')} count={t('levels.ofAllTopics')}>
        <PlainTable
          label={t('levels.title')}
          density={28}
          columns={columns}
          rows={levels}
          rowId={({ level }) => String(level)}
        />
      </Section>
    </aside>
  )
}
