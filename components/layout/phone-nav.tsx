'use client'

import NextLink from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { useClusterId } from './use-cluster.ts'
import { useNavCounts } from './use-nav-counts.ts'

/** Below 768 px in place of the sidebar: what is looked at on the way. The search leads everywhere else. */
export function PhoneNav() {
  const t = useTranslations('layout')
  const pathname = usePathname()
  const clusterId = useClusterId()
  const { alarms } = useNavCounts()
  const base = clusterId === null ? '' : `/clusters/${clusterId}`
  const items: { key: 'fleet' | 'alarms' | 'groups'; icon: IconName; href: string; count?: string | undefined }[] = [
    { key: 'fleet', icon: 'fleet', href: '/clusters' },
    { key: 'alarms', icon: 'bell', href: `${base}/alarms`, count: alarms },
    ...(clusterId === null ? [] : [{ key: 'groups' as const, icon: 'groups' as const, href: `${base}/groups` }]),
  ]
  return (
    <nav
      aria-label={t('main')}
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t border-line-2 bg-surface-1 pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      {items.map(({ key, icon, href, count }) => {
        const isOn = key === 'fleet' ? pathname === href : pathname.startsWith(href)
        return (
          <NextLink
            key={key}
            href={href}
            aria-current={isOn ? 'page' : undefined}
            className={cx(
              'relative flex h-[54px] flex-col items-center justify-center gap-0.5 text-11 no-underline focus-visible:-outline-offset-2',
              isOn
                ? 'font-medium text-fg-1 before:absolute before:inset-x-6 before:-top-px before:h-0.5 before:bg-accent'
                : 'text-fg-2',
            )}
          >
            <span className="relative">
              <Icon name={icon} />
              {count !== undefined && (
                <span className="absolute -top-1.5 left-full text-11 font-medium text-critical">{count}</span>
              )}
            </span>
            {t(`nav.${key}`)}
          </NextLink>
        )
      })}
    </nav>
  )
}
