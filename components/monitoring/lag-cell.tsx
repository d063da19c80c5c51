'use client'

import { useTranslations } from 'next-intl'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import { lagSeverity } from './lag-severity.ts'

type Trend = 'UP' | 'FLAT' | 'DOWN'

interface LagCellProps {
  lag: Measured<bigint>
  lagTimeMs: Measured<number>
  trend: Trend | null
  /** The last hour. Undefined: none was sampled; the column keeps its room. Left out where there is no room for it. */
  spark?: { points: readonly (number | null)[] | undefined }
  /** Whose lag it is, where that is not said beside it. */
  title?: string
}

const arrows = { UP: 'up', FLAT: 'flat', DOWN: 'down' } as const
const colours = { critical: 'text-critical', warning: 'text-warning' }

/**
 * Messages, trend, age of the oldest and the last hour, in fixed sub-columns so that they align down the page. Colour is by age,
 * on age and arrow; no arrow when there is no lag.
 */
export function LagCell({ lag, lagTimeMs, trend, spark, title }: LagCellProps) {
  const t = useTranslations('lag')
  const format = useFormat()
  const severity = lagSeverity(lagTimeMs.value)
  const isBehind = lag.value !== null && lag.value > 0n
  const hasArrow = trend !== null && isBehind
  return (
    <span
      className={cx(
        'grid items-center justify-items-end gap-1',
        spark ? 'grid-cols-[minmax(0,1fr)_14px_76px_56px]' : 'grid-cols-[minmax(0,1fr)_14px_76px]',
      )}
      title={title}
    >
      <MeasuredValue measured={lag} />
      {hasArrow ? (
        <Icon
          name={arrows[trend]}
          size={12}
          label={t(`trend.${trend}`)}
          className={severity ? colours[severity] : 'text-fg-2'}
        />
      ) : (
        <span />
      )}
      <MeasuredValue
        measured={lagTimeMs}
        format={(ageMs) => (ageMs <= 0 && !isBehind ? '0' : format.age(Math.max(0, ageMs)))}
        className={severity ? cx('font-medium', colours[severity]) : 'text-fg-3'}
      />
      {spark && (
        <span className="w-14">
          {spark.points && <Sparkline points={spark.points} {...(severity && { state: severity })} />}
        </span>
      )}
    </span>
  )
}
