'use client'

import { Link } from '#components/ui/link.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'

interface NameCellProps {
  name: string
  /** Namespace before the name, dimmed; the link holds both. */
  prefix?: string | null
  href?: string
}

/** The name of a row: exact, cut in the middle where room is short, a real link. */
export function NameCell({ name, prefix, href }: NameCellProps) {
  const content = (
    <>
      {prefix && <span className="shrink-0 font-normal text-fg-3">{prefix}</span>}
      <MiddleTruncate text={name} />
    </>
  )
  if (href === undefined) return <span className="flex min-w-0 font-medium">{content}</span>
  return (
    <Link href={href} tone="name" className="flex min-w-0 max-w-full overflow-hidden">
      {content}
    </Link>
  )
}
