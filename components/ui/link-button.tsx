'use client'

import type { ReactNode } from 'react'
import { cx } from './cx.ts'

interface LinkButtonProps {
  children: ReactNode
  onClick: () => void
  className?: string
}

/** An action in running text. */
export function LinkButton({ children, onClick, className }: LinkButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={cx('min-h-6 rounded-1 text-accent underline-offset-3 hover:underline', className)}
    >
      {children}
    </button>
  )
}
