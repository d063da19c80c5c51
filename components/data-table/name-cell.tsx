'use client'

import type { ReactNode } from 'react'
import { Link } from '#components/ui/link.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'

interface NameCellProps {
  name: string
  /** Namespace before the name, dimmed; the link holds both. */
  prefix?: string | null
  href?: string
  /** Tags that keep their place: the name is cut before they are. */
  marks?: ReactNode
  /** Tags that are left out, one by one, before the name is cut. */
  facts?: ReactNode
}

/** The name of a row: exact, cut in the middle where room is short, a real link. */
export function NameCell({ name, prefix, href, marks, facts }: NameCellProps) {
  const content = (
    <>
      {prefix && <span className="shrink-0 font-normal text-fg-3">{prefix}</span>}
      <MiddleTruncate text={name} />
    </>
  )
  const label =
    href === undefined ? (
      <span className="flex min-w-0 font-medium">{content}</span>
    ) : (
      <Link href={href} tone="name" className="flex min-w-0 max-w-full overflow-hidden">
        {content}
      </Link>
    )
  if (!marks && !facts) return label
  return (
    <span className="flex min-w-0 items-center">
      {label}
      {marks && <span className="ml-1.5 flex shrink-0 items-center gap-1.5 empty:hidden">{marks}</span>}
      {/* What does not fit wraps to a second line, which is cut off; the empty first item, as high as the line, lets the first tag wrap too. */}
      {facts && (
        <span className="flex h-[18px] min-w-0 shrink-[99] flex-wrap gap-x-1.5 overflow-hidden before:h-full before:w-0 before:content-['']">
          {facts}
        </span>
      )}
    </span>
  )
}
