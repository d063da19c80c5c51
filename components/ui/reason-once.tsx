'use client'

import { createContext, type ReactNode, use, useId } from 'react'
import { Strip } from './strip.tsx'

const Said = createContext<{ reason: string; id: string } | null>(null)

/** Says why nothing of a form can be changed, once, above it; the controls inside refer to it instead of repeating it. */
export function ReasonOnce({ reason, children }: { reason: string | undefined; children: ReactNode }) {
  const id = useId()
  if (!reason) return children
  return (
    <Said value={{ reason, id }}>
      <div id={id}>
        <Strip tone="unknown" icon="lock">
          {reason}
        </Strip>
      </div>
      {children}
    </Said>
  )
}

/** What a control says of the reason why it is off: the text, or the id of the place where it stands already. */
export function useReason(disabledReason: string | undefined): {
  note: string | undefined
  saidAt: string | undefined
} {
  const said = use(Said)
  const isSaid = said !== null && said.reason === disabledReason
  return { note: isSaid ? undefined : disabledReason, saidAt: isSaid ? said.id : undefined }
}

/** Value of `aria-describedby`: the ids of those that are there. */
export const describedBy = (...ids: ReactNode[]): string | undefined => ids.filter(Boolean).join(' ') || undefined
