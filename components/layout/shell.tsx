'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { cx } from '#components/ui/cx.ts'
import type { Account } from '#lib/users/account-schema.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { FramePaletteSources } from './frame-palette-sources.tsx'
import { FrameShortcuts } from './frame-shortcuts.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { MaintenanceStrip } from './maintenance-strip.tsx'
import { NamespaceLinks } from './namespace-links.tsx'
import { Palette } from './palette.tsx'
import { PaletteProvider } from './palette-provider.tsx'
import { PhoneNav } from './phone-nav.tsx'
import { usePreferences } from './preferences-provider.tsx'
import { RefreshProvider } from './refresh-provider.tsx'
import { SessionProvider } from './session-provider.tsx'
import { Sidebar } from './sidebar.tsx'
import { SimulationStrip } from './simulation-strip.tsx'
import { TopBar } from './top-bar.tsx'
import { useAccountPreferences } from './use-save-preferences.ts'
import { WriteExceptionStrip } from './write-exception-strip.tsx'

interface ShellProps {
  session: SessionShape
  account: Account
  children: ReactNode
}

/** The frame of every page behind the sign-in. */
export function Shell({ session, account, children }: ShellProps) {
  return (
    <SessionProvider session={session}>
      <RefreshProvider>
        <PaletteProvider>
          <NamespaceLinks>
            <Frame account={account}>{children}</Frame>
            <Palette />
            <FramePaletteSources />
          </NamespaceLinks>
        </PaletteProvider>
      </RefreshProvider>
    </SessionProvider>
  )
}

function Frame({ account, children }: { account: Account; children: ReactNode }) {
  const t = useTranslations('layout')
  const { isNavCollapsed } = usePreferences()
  const [isKeysOpen, setIsKeysOpen] = useState(false)
  useAccountPreferences(account)
  const openKeys = () => setIsKeysOpen(true)
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-2 bg-surface-inverse px-3 py-1.5 text-fg-inverse focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        {t('skip')}
      </a>
      <TopBar onKeys={openKeys} />
      <div
        className={cx(
          'grid min-h-[calc(100dvh-var(--bar-height))] grid-cols-1 md:grid-cols-[var(--nav-width-icons)_minmax(0,1fr)] print:block',
          !isNavCollapsed && 'lg:grid-cols-[var(--nav-width)_minmax(0,1fr)]',
        )}
      >
        <Sidebar />
        {/* a drawer that pushes leaves its width in --drawer-inset */}
        <main
          id="content"
          tabIndex={-1}
          className="mr-(--drawer-inset) min-w-0 px-6 pb-8 outline-none max-md:px-4 max-md:pb-20"
        >
          <SimulationStrip />
          <MaintenanceStrip />
          <WriteExceptionStrip />
          {children}
        </main>
      </div>
      <PhoneNav />
      <FrameShortcuts onKeys={openKeys} />
      <KeysDialog open={isKeysOpen} onOpenChange={setIsKeysOpen} />
    </>
  )
}
