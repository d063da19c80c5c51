import type { ReactNode } from 'react'

interface DrawerSectionProps {
  title: ReactNode
  count?: ReactNode
  end?: ReactNode
  children: ReactNode
}

export function DrawerSection({ title, count, end, children }: DrawerSectionProps) {
  return (
    <section className="border-t border-line-1 first:border-t-0">
      <div className="flex min-h-9 items-center gap-2 py-1">
        <h3 className="font-semibold">{title}</h3>
        {count !== undefined && <span className="text-fg-3">{count}</span>}
        {end && <span className="ml-auto flex flex-wrap items-center justify-end gap-2">{end}</span>}
      </div>
      <div className="pb-3">{children}</div>
    </section>
  )
}
