'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { SessionShape } from '#lib/users/session-schema.ts'

const SessionContext = createContext<SessionShape | null>(null)

/** Who is signed in. Only inside the console; the pages before sign-in have none. */
export function useSession(): SessionShape {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above')
  return session
}

/** Whom to ask for a right: also outside the console, where nobody is known. */
export const useGrantedBy = (): readonly string[] => useContext(SessionContext)?.grantedBy ?? []

export function SessionProvider({ session, children }: { session: SessionShape; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}
