import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'

interface CodeBlockProps {
  children: ReactNode
  /** Text for a copy button in the corner. */
  copy?: string
  copyLabel?: string
  /** Wraps instead of scrolling sideways. */
  wrap?: boolean
  /** Accessible name; a block that scrolls is reachable by keyboard under it. */
  label?: string
  className?: string
}

export function CodeBlock({ children, copy, copyLabel, wrap, label, className }: CodeBlockProps) {
  return (
    <div className={cx('relative', className)}>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className={cx(
          'max-h-full overflow-auto rounded-1 border border-line-1 bg-surface-1 px-2.5 py-2 font-mono text-12 leading-[18px] text-fg-1',
          wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre',
          copy !== undefined && 'pr-9',
        )}
      >
        {children}
      </section>
      {copy !== undefined && (
        <span className="absolute top-1 right-1">
          <CopyButton text={copy} {...(copyLabel && { label: copyLabel })} />
        </span>
      )}
    </div>
  )
}
