'use client'

import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

interface ExplainedProps {
  /** One sentence or several lines. Empty: nothing to explain, and nothing to stop at with Tab. */
  note: string | readonly string[]
  className?: string | undefined
  children: ReactNode
}

/** A value with more to say than fits: the note is on hover, on focus, and read after the value. */
export function Explained({ note, className, children }: ExplainedProps) {
  const lines = typeof note === 'string' ? [note].filter(Boolean) : note
  if (lines.length === 0) return <span className={className}>{children}</span>
  return (
    <Tooltip
      content={
        lines.length === 1 ? (
          lines[0]
        ) : (
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the note must be reachable without a pointer */}
      <span tabIndex={0} className={cx('cursor-help rounded-1', className)}>
        {children}
        <span className="sr-only">, {lines.join('; ')}</span>
      </span>
    </Tooltip>
  )
}
