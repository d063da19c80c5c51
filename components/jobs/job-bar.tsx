import { cx } from '#components/ui/cx.ts'
import type { Job } from '#lib/jobs/schema.ts'

/** Done, failed, skipped and unknown as parts of the whole. The numbers stand beside it, so it is drawn for the eye alone. */
export function JobBar({ job, className }: { job: Job; className?: string }) {
  const total = job.total ?? 0
  const parts = [
    ['done', job.done, 'bg-ok-mark'],
    ['failed', job.failed, 'bg-critical-mark'],
    ['unknown', job.unknown, 'hatch bg-unknown-mark'],
    ['skipped', job.skipped, 'bg-silenced-mark'],
  ] as const
  return (
    <span aria-hidden className={cx('flex overflow-hidden rounded-[1px] bg-surface-3', className)}>
      {parts.map(([name, count, colour]) =>
        count > 0 && total > 0 ? (
          <span
            key={name}
            // A single failure among thousands must be seen.
            style={{ width: `${(count / total) * 100}%`, minWidth: 2 }}
            className={cx('border-r border-surface-0 last:border-r-0', colour)}
          />
        ) : null,
      )}
    </span>
  )
}
