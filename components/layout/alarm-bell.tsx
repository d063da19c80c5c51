'use client'

import { useQuery } from '@tanstack/react-query'
import NextLink from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { stateLooks } from '#components/ui/state-pill.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { alarmCountsQuery } from './alarm-counts-query.ts'
import { barButton } from './bar-button.ts'
import { announce } from './live-region.tsx'
import { useAccess } from './use-access.ts'
import { useFormat } from './use-format.ts'

const severities = ['critical', 'warning', 'info'] as const

/** Alarms that fire and that nobody looks after yet, by severity. More of them than before are said, politely. */
export function AlarmBell() {
  const t = useTranslations('layout.bell')
  const format = useFormat()
  const access = useAccess()
  const mayRead = access.can('alarm:read', undefined, 'any')
  const { data, error } = useQuery({ ...alarmCountsQuery, enabled: mayRead })
  const counts = data?.counts.unacknowledged
  const total = counts ? counts.critical + counts.warning + counts.info : null
  const before = useRef<number | null>(null)
  const words = counts
    ? total === 0
      ? t('none')
      : t('some', { critical: counts.critical, warning: counts.warning, info: counts.info })
    : error
      ? t('unknown')
      : t('reading')

  useEffect(() => {
    if (total === null) return
    if (before.current !== null && total > before.current) announce(words)
    before.current = total
  }, [total, words])

  if (!mayRead) return null
  return (
    <Tooltip content={words}>
      <NextLink href="/alarms" aria-label={`${t('label')}: ${words}`} className={cx(barButton, 'no-underline')}>
        <Icon name="bell" className={counts && counts.critical > 0 ? 'text-critical-mark' : ''} />
        {counts ? (
          severities.map(
            (severity) =>
              counts[severity] > 0 && (
                <span key={severity} aria-hidden="true" className="inline-flex items-center gap-0.5">
                  <Icon
                    name={stateLooks[severity].icon}
                    size={12}
                    className={cx('max-md:hidden', stateLooks[severity].mark)}
                  />
                  <span className={cx('font-medium', stateLooks[severity].text)}>
                    {format.number(counts[severity])}
                  </span>
                </span>
              ),
          )
        ) : error ? (
          <span aria-hidden="true" className="text-fg-3">
            ?
          </span>
        ) : null}
      </NextLink>
    </Tooltip>
  )
}
