'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { barButton } from './bar-button.ts'
import { type RefreshMs, useRefresh } from './refresh-provider.tsx'
import { useClock } from './use-clock.ts'
import { useDataAge } from './use-data-age.ts'
import { useFormat } from './use-format.ts'

const rates: readonly RefreshMs[] = [0, 5000, 15000, 60000]

/** How old the page's data is and how often it is read: an age, not a spinner. */
export function RefreshMenu() {
  const t = useTranslations('layout.refresh')
  const layout = useTranslations('layout')
  const format = useFormat()
  const { intervalMs, setIntervalMs, pausedBy, pause, refreshNow } = useRefresh()
  const { oldestAtMs, hasFailed } = useDataAge()
  const nowMs = useClock(1000)
  const age =
    oldestAtMs !== null && nowMs !== null
      ? layout('ago', { age: format.age(Math.max(0, nowMs - oldestAtMs)) })
      : t('idle')
  const isPaused = pausedBy !== null && intervalMs > 0

  return (
    <Menu
      align="end"
      onOpenChange={(isOpen) => pause('menu', isOpen)}
      trigger={
        <button type="button" className={barButton}>
          <span className="sr-only">{t('label')}: </span>
          <Icon name={isPaused ? 'pause' : 'refresh'} />
          <span className={cx('max-md:sr-only', hasFailed && 'text-warning')}>{age}</span>
          <span className="text-fg-3 max-md:sr-only">
            · {intervalMs === 0 ? t('off') : format.duration(intervalMs)}
          </span>
          <Icon name="chev-down" size={12} className="max-md:hidden" />
        </button>
      }
      items={[
        {
          label: t('now'),
          icon: 'refresh',
          kbd: 'R',
          onSelect: refreshNow,
          hint: pausedBy && pausedBy !== 'menu' ? t(`pausedBy.${pausedBy}`) : undefined,
        },
        { separator: true },
        { heading: t('rate') },
        ...rates.map((rate) => ({
          label: rate === 0 ? t('offLong') : t(`${rate}`),
          isChecked: rate === intervalMs,
          onSelect: () => setIntervalMs(rate),
        })),
      ]}
    />
  )
}
