'use client'

import NextLink from 'next/link'
import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { AlarmBell } from './alarm-bell.tsx'
import { ClusterSwitcher } from './cluster-switcher.tsx'
import { Mark } from './mark.tsx'
import { NamespaceFilter } from './namespace-filter.tsx'
import { usePalette } from './palette-provider.tsx'
import { RefreshMenu } from './refresh-menu.tsx'
import { ThemeMenu } from './theme-menu.tsx'
import { useCluster } from './use-cluster.ts'
import { useModKey } from './use-mod-key.ts'
import { useSavePreferences } from './use-save-preferences.ts'
import { UserMenu } from './user-menu.tsx'
import { ZoneMenu } from './zone-menu.tsx'

const Rule = () => <span aria-hidden="true" className="h-5 w-px shrink-0 bg-line-2 max-md:hidden" />

/** Three columns: where one is, search in the middle, time and person. Production carries an ink edge above. */
export function TopBar({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations('layout')
  const mod = useModKey()
  const save = useSavePreferences()
  const { setOpen } = usePalette()
  const isProduction = useCluster()?.environment === 'production'
  return (
    <header
      className={cx(
        'sticky top-0 z-20 grid h-(--bar-height) grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-4 border-b border-line-2 bg-surface-1 pr-3 pl-4 lg:grid-cols-[minmax(0,1fr)_minmax(200px,380px)_minmax(0,1fr)]',
        isProduction && 'border-t-3 border-t-env-prod',
      )}
    >
      <div className="flex min-w-0 items-center gap-3">
        <NextLink
          href="/clusters"
          aria-label={`Apogee, ${t('nav.fleet')}`}
          className="grid size-6 shrink-0 place-items-center"
        >
          <Mark />
        </NextLink>
        <ClusterSwitcher />
        <NamespaceFilter />
      </div>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex h-7 w-full items-center gap-2 rounded-2 border border-line-2 bg-surface-0 pr-1.5 pl-2 text-fg-3 hover:border-line-3"
      >
        <Icon name="search" />
        <span className="min-w-0 flex-1 truncate text-left max-lg:sr-only">{t('search')}</span>
        <span className="max-lg:hidden">
          <Kbd>{mod} K</Kbd>
        </span>
      </button>
      <div className="flex min-w-0 items-center justify-end gap-1.5">
        <ZoneMenu />
        <Rule />
        <RefreshMenu />
        <Rule />
        <AlarmBell />
        <ThemeMenu onChoose={save} />
        <UserMenu onKeys={onKeys} />
      </div>
    </header>
  )
}
