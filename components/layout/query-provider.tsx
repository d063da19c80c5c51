'use client'

import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiError } from '#lib/api/call.ts'
import { basePath } from '#lib/base-path.ts'

/** Where an answer sends the whole page: no session any more, or no user at all yet. A full load drops all that memory holds. */
function leaveOn(error: unknown): void {
  if (!(error instanceof ApiError) || typeof window === 'undefined') return
  const { code } = error.problem
  if (code === 'SETUP_REQUIRED') window.location.assign(`${basePath}/setup`)
  if (code === 'UNAUTHENTICATED' && !window.location.pathname.startsWith(`${basePath}/sign-in`)) {
    const here = window.location.pathname.slice(basePath.length) + window.location.search
    window.location.assign(`${basePath}/sign-in?ended=true&return=${encodeURIComponent(here)}`)
  }
}

const makeClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveOn }),
    defaultOptions: {
      queries: {
        // The refresh rate in the top bar decides when to read again, not the focus of the window.
        refetchOnWindowFocus: false,
        staleTime: 2000,
        // An answer of the API is an answer; only a lost connection is worth a second try.
        retry: (failures, error) => !(error instanceof ApiError) && failures < 1,
      },
      mutations: { onError: leaveOn },
    },
  })

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient)
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
