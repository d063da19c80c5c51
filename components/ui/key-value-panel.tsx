import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'

export interface KeyValue {
  label: ReactNode
  value: ReactNode
  copy?: string
  isMono?: boolean
}

/** Facts of one thing; absent ones are left out by the caller, unknown ones shown as `?`. */
export function KeyValuePanel({ items, columns = 1 }: { items: readonly KeyValue[]; columns?: 1 | 2 }) {
  return (
    <dl
      className={cx(
        'grid gap-x-4',
        columns === 2
          ? 'grid-cols-[max-content_minmax(0,1fr)] lg:grid-cols-[max-content_minmax(0,1.6fr)_max-content_minmax(0,1fr)]'
          : 'grid-cols-[max-content_minmax(0,1fr)]',
      )}
    >
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels may be nodes, and the list is written by hand in a fixed order
        <div key={index} className="contents">
          <dt className="py-0.5 whitespace-nowrap text-fg-3">{item.label}</dt>
          <dd className="flex min-h-6 min-w-0 items-start gap-1">
            <span
              className={cx('min-w-0 py-0.5 [overflow-wrap:anywhere]', item.isMono && 'font-mono text-12 leading-5')}
            >
              {item.value}
            </span>
            {item.copy !== undefined && <CopyButton text={item.copy} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
