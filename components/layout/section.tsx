import { type ReactNode, useId } from 'react'
import { cx } from '#components/ui/cx.ts'

interface SectionProps {
  title: ReactNode
  count?: ReactNode
  /** Links and words at the right. */
  end?: ReactNode
  children: ReactNode
  className?: string
}

export function Section({ title, count, end, children, className }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cx('mt-4 min-w-0', className)}>
      <div className="flex min-h-8 items-center gap-2">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {count !== undefined && <span className="text-fg-3">{count}</span>}
        {end && <div className="ml-auto flex items-center gap-3 text-12 text-fg-3">{end}</div>}
      </div>
      {children}
    </section>
  )
}
