'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import type { SubscriptionSet } from '#lib/groups/schema.ts'
import { type ComparedTopic, compareSets } from './compare-sets.ts'

/** The sets that differ, side by side: which topic with which expression, and who has which. */
export function SubscriptionSets({ sets }: { sets: readonly SubscriptionSet[] }) {
  const t = useTranslations('groups')
  const columns: Column<ComparedTopic>[] = [
    {
      id: 'topicName',
      head: t('topic'),
      width: 220,
      isFlexible: true,
      cell: (row) => <MiddleTruncate text={row.topicName} />,
    },
    ...sets.map((set, index) => ({
      id: `set ${index}`,
      head: t('setHead', { letter: letter(index), count: set.clientIds.length }),
      width: 240,
      isFlexible: sets.length < 4,
      cell: (row: ComparedTopic) => {
        const own = row.expressions[index] ?? null
        const text = own === null ? t('notSubscribed') : own
        return <code className={row.isDiffering ? 'font-mono text-12 text-warning' : 'font-mono text-12'}>{text}</code>
      },
    })),
  ]
  return (
    <>
      <Section title={t('setsSideBySide')} count={sets.length}>
        <PlainTable
          label={t('setsSideBySide')}
          columns={columns}
          rows={compareSets(sets)}
          rowId={(row) => row.topicName}
        />
      </Section>
      <Section title={t('whoHasWhich')}>
        <dl className="grid gap-x-8 gap-y-3 md:grid-cols-2 xl:grid-cols-3">
          {sets.map((set, index) => (
            <div key={letter(index)} className="min-w-0">
              <dt className="text-12 text-fg-3">
                {t('setHead', { letter: letter(index), count: set.clientIds.length })}
                {set.since && (
                  <>
                    {', '}
                    {t('since')} <Instant at={set.since} withMs={false} />
                  </>
                )}
              </dt>
              {set.clientIds.length === 0 && <dd className="py-0.5 text-fg-2">{t('whoseIsUnknown')}</dd>}
              {set.clientIds.map((clientId) => (
                <dd key={clientId} className="py-0.5">
                  <MiddleTruncate text={clientId} isMono />
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </Section>
    </>
  )
}

const letter = (index: number) => String.fromCharCode(65 + (index % 26))
