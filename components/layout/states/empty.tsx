import type { ReactNode } from 'react'
import { Absence } from './absence.tsx'

interface EmptyProps {
  title: ReactNode
  /** Why, and the next step. */
  children?: ReactNode
  actions?: ReactNode
}

/** Nothing exists. Never shown when a call failed. */
export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <Absence title={title} actions={actions}>
      {children}
    </Absence>
  )
}
