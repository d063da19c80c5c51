'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import type { Column } from './column.ts'

interface InstantColumn<Row> {
  id: string
  head: string
  rows: readonly Row[]
  /** Must not change from one drawing to the next. */
  at: (row: Row) => Date | null
}

/** Instants of rows. Where all lie in one day, the head says the day and each row the time only. */
export function useInstantColumn<Row>({ id, head, rows, at }: InstantColumn<Row>): Column<Row> {
  const t = useTranslations('layout')
  const format = useFormat()
  const day = useMemo(() => {
    const days = new Set(rows.map((row) => dayOf(at(row), format.date)))
    return days.size === 1 ? ([...days][0] ?? null) : null
  }, [rows, at, format])
  return useMemo(
    () => ({
      id,
      head: day === null ? head : t('headOnDay', { head, day: day.slice(5) }),
      width: day === null ? 186 : 108,
      cell: (row) => <Instant at={at(row)} form="absolute" isTimeOnly={day !== null} />,
    }),
    [id, head, day, at, t],
  )
}

const dayOf = (at: Date | null, toDate: (at: Date) => string) => (at === null ? null : toDate(at))
