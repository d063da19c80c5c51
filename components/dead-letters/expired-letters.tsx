'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { ShortId } from '#components/ui/short-id.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { ExpiredDeadLetter, ExpiredDeadLetters } from '#lib/dead-letters/schema.ts'
import { LetterStatePill } from './letter-state-pill.tsx'

interface ExpiredLettersProps {
  expired: ExpiredDeadLetters
  /** By a key, a tag or an expression, which what is gone has no longer. */
  isFilteredByContent: boolean
}

/** What is known of dead letters that retention has deleted: who handled them, what was sent again, what was noted. */
export function ExpiredLetters({ expired, isFilteredByContent }: ExpiredLettersProps) {
  const t = useTranslations('deadLetters.expired')
  const tLetters = useTranslations('deadLetters')
  const format = useFormat()
  const { items, total, unknown } = expired
  const columns: Column<ExpiredDeadLetter>[] = [
    { id: 'state', head: tLetters('state'), width: 112, cell: ({ state }) => <LetterStatePill state={state} /> },
    {
      id: 'originId',
      head: tLetters('originId'),
      width: 148,
      cell: ({ originId }) => <ShortId text={originId} head={8} tail={8} />,
    },
    {
      id: 'storeTimestamp',
      head: tLetters('storedAt'),
      width: 160,
      cell: ({ storeTimestamp }) => <Instant at={storeTimestamp} withMs={false} />,
    },
    {
      id: 'handled',
      head: tLetters('handled'),
      width: 220,
      cell: ({ handledAt, handledBy }) =>
        handledAt ? (
          <span className="block truncate">
            {handledBy} <Instant at={handledAt} withMs={false} />
          </span>
        ) : (
          '–'
        ),
    },
    {
      id: 'lastResend',
      head: t('lastResend'),
      width: 160,
      cell: ({ lastResend }) =>
        lastResend ? <span className="block truncate">{tLetters(`resendStates.${lastResend.state}`)}</span> : '–',
    },
    {
      id: 'resends',
      head: tLetters('resends'),
      align: 'right',
      width: 76,
      cell: ({ resends, successes }) =>
        resends === 0
          ? '–'
          : tLetters('resendCount', { resends: format.number(resends), successes: format.number(successes) }),
    },
    {
      id: 'note',
      head: tLetters('note'),
      isFlexible: true,
      minWidth: 120,
      priority: 2,
      cell: ({ note }) => <span className="block truncate">{note ?? '–'}</span>,
    },
    {
      id: 'keptUntil',
      head: t('keptUntil'),
      width: 160,
      priority: 2,
      cell: ({ keptUntil }) => <Instant at={keptUntil} withMs={false} />,
    },
  ]
  return (
    <Section title={t('title')} count={format.number(total)}>
      <p className="mb-2 max-w-[72ch] text-12 text-fg-3">{t('text')}</p>
      {unknown > 0 && (
        <Strip tone="unknown" role="status" className="mb-2">
          {t('unknown', { count: unknown })}
        </Strip>
      )}
      {items.length > 0 ? (
        <PlainTable label={t('title')} columns={columns} rows={items} rowId={({ originId }) => originId} />
      ) : (
        unknown === 0 && <Empty title={t('none')}>{isFilteredByContent ? t('noContent') : t('noneText')}</Empty>
      )}
      {total > items.length && items.length > 0 && (
        <p className="mt-2 text-12 text-fg-3">{t('cut', { count: items.length, total })}</p>
      )}
    </Section>
  )
}
