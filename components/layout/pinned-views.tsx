'use client'

import { useQuery } from '@tanstack/react-query'
import NextLink from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { useMediaQuery } from '#components/ui/use-media-query.ts'
import { usePreferences } from './preferences-provider.tsx'
import { savedViewHref, savedViewsQuery, VIEW_KEY } from './saved-views-query.ts'
import { wideOnly } from './wide-only.ts'

/** Views that the person keeps at hand, whatever page is open. */
export function PinnedViews() {
  const t = useTranslations('layout')
  const { isNavCollapsed } = usePreferences()
  const isWide = useMediaQuery('(min-width: 1024px)')
  const openId = useSearchParams().get(VIEW_KEY)
  const pinned = useQuery(savedViewsQuery).data?.items.filter(({ isPinned }) => isPinned) ?? []
  if (pinned.length === 0) return null
  return (
    <div>
      <div className={cx('mx-2 my-2 h-px bg-line-1', !isNavCollapsed && 'lg:hidden')} />
      <div className={cx('px-2 pt-3 pb-1 text-11 font-medium text-fg-3', wideOnly(isNavCollapsed))}>
        {t('pinnedViews')}
      </div>
      {pinned.map((view) => {
        const isOn = view.savedViewId === openId
        const link = (
          // Without the namespace that is chosen now: a view has its own, or none.
          <NextLink
            key={view.savedViewId}
            href={savedViewHref(view)}
            aria-current={isOn ? 'true' : undefined}
            className={cx(
              'flex h-7 items-center gap-2 rounded-2 px-2',
              isOn ? 'bg-surface-3 font-medium text-fg-1' : 'text-fg-2 hover:bg-surface-2',
            )}
          >
            <Icon name="pin" className={cx('shrink-0', isOn ? 'text-fg-1' : 'text-fg-3')} />
            <span className={cx('truncate', wideOnly(isNavCollapsed))}>{view.name}</span>
          </NextLink>
        )
        return isNavCollapsed || !isWide ? (
          <Tooltip key={view.savedViewId} content={view.name} side="right">
            {link}
          </Tooltip>
        ) : (
          link
        )
      })}
    </div>
  )
}
