'use client'

import { useTimeZone, useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatDate, formatInstant, formatZone } from '#lib/format.ts'
import { Button } from '../button.tsx'
import { cx } from '../cx.ts'
import { Field, type FieldProps } from '../field.tsx'
import { fieldBox } from '../field-box.ts'
import { Icon } from '../icon.tsx'
import { Popover } from '../popover.tsx'
import { TextField } from '../text-field.tsx'
import { asLast, resolveRange, type TypedRange } from './parse-range.ts'
import { RangeCalendar } from './range-calendar.tsx'

interface DateRangeFieldProps extends FieldProps {
  value: TypedRange
  onValueChange: (value: TypedRange) => void
  quickRanges?: readonly TypedRange[]
  /** Longest range that the caller can answer. */
  maxDays?: number
}

const defaultQuickRanges: readonly TypedRange[] = [
  { from: 'now-15m', to: 'now' },
  { from: 'now-1h', to: 'now' },
  { from: 'now-6h', to: 'now' },
  { from: 'now-24h', to: 'now' },
  { from: 'now/d', to: 'now' },
  { from: 'now-7d', to: 'now' },
]

/** Typed expressions first, quick ranges beside them, calendar last; what they come to, with the zone, is always said. */
export function DateRangeField({
  value,
  onValueChange,
  quickRanges = defaultQuickRanges,
  maxDays,
  ...field
}: DateRangeFieldProps) {
  const t = useTranslations('ui.range')
  const timeZone = useTimeZone() ?? 'UTC'
  const [draft, setDraft] = useState(value)
  const [isPickingEnd, setIsPickingEnd] = useState(false)
  const now = new Date()
  const resolved = resolveRange(draft, { now, timeZone }, maxDays)
  const problem = 'problem' in resolved ? t(`error.${resolved.problem}`, { count: maxDays ?? 0 }) : null

  function nameOf(range: TypedRange): string {
    const last = asLast(range)
    if (last) return t(`last.${last.unit}`, { count: last.count })
    return range.from === 'now/d' && range.to === 'now' ? t('today') : `${range.from} – ${range.to}`
  }

  function pickDay(day: string): void {
    if (isPickingEnd && day >= draft.from) setDraft({ from: draft.from, to: `${day} 23:59:59.999` })
    else setDraft({ from: day, to: `${day} 23:59:59.999` })
    setIsPickingEnd(!isPickingEnd)
  }

  const dayOf = (at: Date | undefined) => (at ? formatDate(at, timeZone) : null)
  const ends = 'problem' in resolved ? null : resolved
  return (
    <Field {...field}>
      {(control) => (
        <Popover
          label={t('open')}
          onOpenChange={(isOpen) => isOpen && setDraft(value)}
          trigger={
            <button
              type="button"
              {...control}
              className={fieldBox({
                hasError: Boolean(field.error),
                className: 'text-left focus-visible:outline-2 focus-visible:-outline-offset-1',
              })}
            >
              <Icon name="clock" className="text-fg-3" />
              <span className="min-w-0 flex-1 truncate">{nameOf(value)}</span>
              <span className="shrink-0 text-12 text-fg-3">{formatZone(now, timeZone)}</span>
            </button>
          }
        >
          {(close) => (
            <div className="flex max-w-[480px]">
              <ul className="w-36 border-r border-line-1 p-1">
                {quickRanges.map((range) => {
                  const isCurrent = range.from === draft.from && range.to === draft.to
                  return (
                    <li key={`${range.from} ${range.to}`}>
                      <button
                        type="button"
                        aria-pressed={isCurrent}
                        onClick={() => {
                          onValueChange(range)
                          close()
                        }}
                        className={cx(
                          'flex h-7 w-full items-center rounded-1 px-2 text-left',
                          isCurrent ? 'bg-accent-soft' : 'hover:bg-surface-2',
                        )}
                      >
                        {nameOf(range)}
                      </button>
                    </li>
                  )
                })}
              </ul>
              <form
                className="w-64 p-3"
                onSubmit={(event) => {
                  event.preventDefault()
                  if (problem) return
                  onValueChange(draft)
                  close()
                }}
              >
                <div className="grid grid-cols-2 gap-2">
                  <TextField
                    label={t('from')}
                    value={draft.from}
                    onValueChange={(from) => setDraft({ ...draft, from })}
                    autoFocus
                  />
                  <TextField label={t('to')} value={draft.to} onValueChange={(to) => setDraft({ ...draft, to })} />
                </div>
                <p role="status" className={cx('my-1.5 text-12', problem ? 'text-critical' : 'text-fg-3')}>
                  {problem ??
                    (ends &&
                      t('resolved', {
                        from: formatInstant(ends.from, timeZone, false),
                        to: formatInstant(ends.to, timeZone, false),
                        zone: formatZone(ends.to, timeZone),
                      }))}
                </p>
                <RangeCalendar
                  from={dayOf(ends?.from)}
                  to={dayOf(ends?.to)}
                  today={formatDate(now, timeZone)}
                  onDay={pickDay}
                />
                <p className="mt-2 text-12 text-fg-3">{t('hint')}</p>
                <div className="mt-2 flex justify-end">
                  <Button type="submit" size="s" disabledReason={problem ?? undefined}>
                    {t('apply')}
                  </Button>
                </div>
              </form>
            </div>
          )}
        </Popover>
      )}
    </Field>
  )
}
