'use client'

import NextLink from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { useMediaQuery } from '#components/ui/use-media-query.ts'
import { clusterNav, fleetNav, type NavItem, navPlace } from './nav.ts'
import { PinnedViews } from './pinned-views.tsx'
import { usePreferences } from './preferences-provider.tsx'
import { useAccess } from './use-access.ts'
import { useClusterId } from './use-cluster.ts'
import { useNavCounts } from './use-nav-counts.ts'
import { wideOnly } from './wide-only.ts'

const isCurrent = (pathname: string, href: string) =>
  /^\/clusters\/[^/]+$/.test(href)
    ? pathname === href
    : href === '/clusters'
      ? pathname === '/clusters' || /^\/clusters\/(new|[^/]+\/edit)$/.test(pathname)
      : pathname === href || pathname.startsWith(`${href}/`)

function SidebarLine({ item }: { item: NavItem }) {
  const t = useTranslations('layout.nav')
  const pathname = usePathname()
  const clusterId = useClusterId()
  const access = useAccess()
  const { isNavCollapsed } = usePreferences()
  const isWide = useMediaQuery('(min-width: 1024px)')
  const count = useNavCounts()[item.count ?? 'none']
  const href = item.href(clusterId ?? '')
  const isOn = isCurrent(pathname, href)
  const toHref = useHref()
  const reason = item.permission && access.reason(item.permission, ...navPlace(item, clusterId))
  const look = cx(
    'relative flex h-7 items-center gap-2 rounded-2 px-2 whitespace-nowrap',
    reason
      ? 'cursor-not-allowed text-fg-disabled'
      : isOn
        ? 'bg-surface-3 font-medium text-fg-1 before:absolute before:-left-2 before:inset-y-1 before:w-0.5 before:bg-accent'
        : 'text-fg-2 hover:bg-surface-2',
  )
  const content = (
    <>
      <Icon name={item.icon} className={isOn ? 'text-fg-1' : 'text-fg-3'} />
      <span className={wideOnly(isNavCollapsed)}>{t(item.key)}</span>
      {count !== undefined && !isNavCollapsed && (
        <span
          className={cx(
            'ml-auto text-12 max-lg:hidden',
            item.count === 'alarms' ? 'font-medium text-critical' : 'font-normal text-fg-3',
          )}
        >
          {count}
        </span>
      )}
    </>
  )
  if (reason) {
    return (
      <Tooltip content={reason} side="right">
        <button type="button" aria-disabled="true" className={cx(look, 'w-full')}>
          {content}
          <span className="sr-only">{reason}</span>
        </button>
      </Tooltip>
    )
  }
  const link = (
    <NextLink href={toHref(href)} aria-current={isOn ? 'page' : undefined} className={look}>
      {content}
    </NextLink>
  )
  return isNavCollapsed || !isWide ? (
    <Tooltip content={t(item.key)} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

export function Sidebar() {
  const t = useTranslations('layout')
  const clusterId = useClusterId()
  const { isNavCollapsed, setPreferences } = usePreferences()
  const sections = clusterId === null ? fleetNav : clusterNav
  return (
    <nav
      aria-label={t('main')}
      className="sticky top-(--bar-height) flex h-[calc(100dvh-var(--bar-height))] flex-col border-r max-md:hidden border-line-1 bg-surface-1 print:hidden"
    >
      <div className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto p-2">
        {sections.map((section) => (
          <div key={section.heading ?? 'top'}>
            {section.heading && (
              <>
                <div className={cx('mx-2 my-2 h-px bg-line-1', !isNavCollapsed && 'lg:hidden')} />
                <div className={cx('px-2 pt-3 pb-1 text-11 font-medium text-fg-3', wideOnly(isNavCollapsed))}>
                  {t(`nav.${section.heading}`)}
                </div>
              </>
            )}
            {section.items.map((item) => (
              <SidebarLine key={item.key} item={item} />
            ))}
          </div>
        ))}
        <PinnedViews />
      </div>
      <div className="flex h-9 items-center justify-between border-t border-line-1 pr-2.5 pl-4 text-11 text-fg-3 max-lg:hidden">
        {!isNavCollapsed && <span>Apogee {process.env.NEXT_PUBLIC_APOGEE_VERSION}</span>}
        <IconButton
          icon={isNavCollapsed ? 'chev-right' : 'chev-left'}
          size="s"
          label={isNavCollapsed ? t('expand') : t('collapse')}
          onClick={() => setPreferences({ isNavCollapsed: !isNavCollapsed })}
          className={isNavCollapsed ? '-ml-1.5' : ''}
        />
      </div>
    </nav>
  )
}
