import { cx } from './cx.ts'

/** A bar where text will be; it does not pulse. */
export function Skeleton({
  width,
  height = 8,
  className,
}: {
  width: number | string
  height?: number
  className?: string
}) {
  return (
    <span
      aria-hidden="true"
      style={{ width, height }}
      className={cx('inline-block rounded-1 bg-surface-3', className)}
    />
  )
}
