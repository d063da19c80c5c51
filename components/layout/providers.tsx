'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { ToastProvider } from '#components/ui/toast.tsx'
import { TooltipPopup } from '#components/ui/tooltip.tsx'
import type { Preferences } from '#lib/preferences.ts'
import { LiveRegion } from './live-region.tsx'
import { PreferencesProvider } from './preferences-provider.tsx'
import { QueryProvider } from './query-provider.tsx'
import { ShortcutsProvider } from './shortcuts-provider.tsx'

interface ProvidersProps {
  preferences: Preferences
  children: ReactNode
}

/** Everything that a component may ask for anywhere, signed in or not. */
export function Providers({ preferences, children }: ProvidersProps) {
  return (
    <CSPProvider disableStyleElements>
      <QueryProvider>
        <NuqsAdapter>
          <PreferencesProvider initial={preferences}>
            <ShortcutsProvider>
              <Tooltip.Provider delay={400} closeDelay={0}>
                <ToastProvider>{children}</ToastProvider>
                <TooltipPopup />
              </Tooltip.Provider>
            </ShortcutsProvider>
          </PreferencesProvider>
          <LiveRegion />
        </NuqsAdapter>
      </QueryProvider>
    </CSPProvider>
  )
}
