import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Link } from '#components/ui/link.tsx'

interface PageHeaderProps {
  title: ReactNode
  /** Only below a list: the way back to it. */
  crumb?: { label: ReactNode; href: string }
  count?: ReactNode
  /** Exact name behind the copy button. */
  copy?: string
  state?: ReactNode
  tags?: ReactNode
  /** One line of facts, dots between. */
  facts?: readonly ReactNode[]
  /** At most one primary, the rest outlined, the rare ones in a menu. */
  actions?: ReactNode
  tabs?: ReactNode
}

export function PageHeader({ title, crumb, count, copy, state, tags, facts, actions, tabs }: PageHeaderProps) {
  const shown = (facts ?? []).filter((fact) => fact !== null && fact !== undefined && fact !== false && fact !== '')
  return (
    <div className={tabs ? 'pt-4' : 'pt-4 pb-3'}>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-80">
          {crumb && (
            <div className="mb-0.5 text-12">
              <Link href={crumb.href} tone="plain" className="inline-block text-fg-3">
                {crumb.label}
              </Link>
            </div>
          )}
          <div className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
            <h1 className="min-w-0 text-20 font-semibold tracking-[-0.012em] [overflow-wrap:anywhere]">
              {title}
              {count !== undefined && <span className="ml-2 font-normal text-fg-3">{count}</span>}
            </h1>
            {copy !== undefined && <CopyButton text={copy} size="m" />}
            {state}
            {tags}
          </div>
          {shown.length > 0 && (
            <div className="mt-0.5 flex flex-wrap items-center gap-x-2 text-fg-2">
              {shown.map((fact, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: facts are written by hand in a fixed order
                <span key={index} className="flex items-center gap-2">
                  {index > 0 && (
                    <span aria-hidden="true" className="text-line-3">
                      ·
                    </span>
                  )}
                  {fact}
                </span>
              ))}
            </div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 pt-px print:hidden">{actions}</div>}
      </div>
      {tabs && <div className="mt-2">{tabs}</div>}
    </div>
  )
}
