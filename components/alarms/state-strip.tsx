import { cx } from '#components/ui/cx.ts'
import { type Episode, type EpisodeLook, placeEpisodes } from './strip-episode.ts'

interface StateStripProps {
  episodes: readonly Episode[]
  from: Date
  to: Date
  /** What the picture says, in words. */
  label: string
  className?: string
}

const looks: Record<EpisodeLook, string> = {
  critical: 'bg-critical-mark',
  warning: 'bg-warning-mark',
  info: 'bg-info-mark',
  pending: 'bg-unknown-mark',
  recovering: 'bg-info-mark',
  unknown: 'hatch border border-unknown-mark',
  silenced: 'border border-silenced-mark bg-surface-0',
}

/** What an alarm was over time, now at the right: OK is a thin line, short episodes stay visible. */
export function StateStrip({ episodes, from, to, label, className }: StateStripProps) {
  return (
    <span role="img" aria-label={label} className={cx('relative block h-3.5 w-full overflow-hidden', className)}>
      <span className="absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 bg-surface-3" />
      {placeEpisodes(episodes, from.getTime(), to.getTime()).map(({ key, look, left, width }) => (
        <span
          key={key}
          style={{ left: `min(${left}%, calc(100% - 2px))`, width: `${width}%` }}
          className={cx('absolute inset-y-px min-w-[2px]', looks[look])}
        />
      ))}
    </span>
  )
}
