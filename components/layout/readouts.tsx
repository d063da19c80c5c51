import type { ReactNode } from 'react'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { Link } from '#components/ui/link.tsx'

export interface Readout {
  label: ReactNode
  value: ReactNode
  unit?: ReactNode
  /** One line under the number. */
  context?: ReactNode
  /** The list behind the number. */
  href?: string
  spark?: readonly (number | null)[]
}

/** Four to six numbers between hairlines: not cards. */
export function Readouts({ items }: { items: readonly Readout[] }) {
  return (
    // The edges cut off the lines before the first column and after the last row, in however many rows the numbers stand.
    <div className="overflow-hidden border-y border-line-2">
      <dl className="-mb-px -ml-[17px] grid grid-cols-2 md:grid-cols-3 xl:auto-cols-fr xl:grid-flow-col xl:grid-cols-none">
        {items.map((item, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: readouts are written by hand in a fixed order
            key={index}
            className="min-w-0 border-b border-l border-line-1 py-2 pr-3 pl-4"
          >
            <dt className="flex items-center gap-1 text-12 whitespace-nowrap text-fg-3">
              {item.href ? (
                <Link href={item.href} tone="plain">
                  {item.label}
                </Link>
              ) : (
                item.label
              )}
              {item.spark && (
                <span className="ml-auto">
                  <Sparkline points={item.spark} />
                </span>
              )}
            </dt>
            <dd className="flex h-7 items-baseline gap-1 text-20 font-medium tracking-[-0.015em] whitespace-nowrap">
              {item.value}
              {item.unit && <span className="text-12 font-normal tracking-normal text-fg-3">{item.unit}</span>}
            </dd>
            {item.context && <dd className="truncate text-12 text-fg-3">{item.context}</dd>}
          </div>
        ))}
      </dl>
    </div>
  )
}
