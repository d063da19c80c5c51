import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-1 border border-line-2 bg-surface-0 px-1 font-sans text-11 font-medium whitespace-nowrap text-fg-3">
      {children}
    </kbd>
  )
}
