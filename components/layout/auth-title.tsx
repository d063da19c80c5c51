import type { ReactNode } from 'react'

/** Head of a page before sign-in; the only place for 24 px. */
export function AuthTitle({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div>
      <h1 className="text-24 font-semibold tracking-[-0.018em]">{title}</h1>
      {children && <p className="mt-0.5 text-fg-2">{children}</p>}
    </div>
  )
}
