'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { cx } from '../cx.ts'
import { IconButton } from '../icon-button.tsx'
import { monthWeeks, shiftMonth } from './calendar.ts'

interface RangeCalendarProps {
  /** `YYYY-MM-DD` of the ends, for the marks; null when the typed text is no time. */
  from: string | null
  to: string | null
  today: string
  /** First click starts, second ends a range of whole days. */
  onDay: (day: string) => void
}

/** The last way to choose a range, after typing and the quick ones. Days are buttons in reading order. */
export function RangeCalendar({ from, to, today, onDay }: RangeCalendarProps) {
  const t = useTranslations('ui.range')
  const locale = useLocale()
  const [year = 0, month = 0] = (to ?? today).split('-').map(Number)
  const [shown, setShown] = useState({ year, month })
  const name = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(date)
  // 2024-01-01 was a Monday.
  const weekdays = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)))

  return (
    <div>
      <div className="flex items-center">
        <span aria-live="polite" className="flex-1 text-12 font-semibold">
          {name({ year: 'numeric', month: 'long' }, new Date(Date.UTC(shown.year, shown.month - 1, 1)))}
        </span>
        <IconButton
          icon="chev-left"
          size="s"
          label={t('previousMonth')}
          onClick={() => setShown(shiftMonth(shown.year, shown.month, -1))}
        />
        <IconButton
          icon="chev-right"
          size="s"
          label={t('nextMonth')}
          onClick={() => setShown(shiftMonth(shown.year, shown.month, 1))}
        />
      </div>
      <table className="border-collapse text-center text-12">
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th key={day.getTime()} scope="col" className="h-6 w-8 font-normal text-fg-3">
                <abbr title={name({ weekday: 'long' }, day)} className="no-underline">
                  {name({ weekday: 'narrow' }, day)}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthWeeks(shown.year, shown.month).map((week) => (
            <tr key={week.find((day) => day !== null)}>
              {week.map((day, column) => {
                const key = `${shown.year}-${String(shown.month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
                const isEnd = day !== null && (key === from || key === to)
                const isInside = day !== null && from !== null && to !== null && key > from && key < to
                return (
                  <td key={weekdays[column]?.getTime()} className="p-0">
                    {day !== null && (
                      <button
                        type="button"
                        onClick={() => onDay(key)}
                        aria-label={key}
                        aria-current={key === today ? 'date' : undefined}
                        className={cx(
                          'h-6 w-8 rounded-1',
                          isEnd
                            ? 'bg-accent font-semibold text-on-accent'
                            : isInside
                              ? 'bg-accent-soft'
                              : 'hover:bg-surface-2',
                          key === today && !isEnd && 'font-semibold text-accent',
                        )}
                      >
                        {day}
                      </button>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
