'use client'

import NextLink from 'next/link'
import { useTranslations } from 'next-intl'
import { savedViewHref } from '#components/layout/saved-views-query.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { cx } from '#components/ui/cx.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { SavedView } from '#lib/saved-views/schema.ts'

interface ViewsListProps {
  views: readonly SavedView[]
  openId: string | null
  onOpen: () => void
  onPin: (view: SavedView) => void
  onDelete: (view: SavedView) => void
}

export function ViewsList({ views, openId, onOpen, onPin, onDelete }: ViewsListProps) {
  const t = useTranslations('table.views')
  const access = useAccess()
  if (views.length === 0) return <p className="px-3 py-2 text-12 text-fg-3">{t('none')}</p>
  return (
    <ul className="max-h-80 overflow-y-auto px-2 py-1">
      {views.map((view) => (
        <li key={view.savedViewId} className="flex min-h-8 items-center gap-1 rounded-1 pl-1 hover:bg-surface-2">
          {/* Without the namespace that is chosen now: a view has its own, or none. */}
          <NextLink
            href={savedViewHref(view)}
            onClick={onOpen}
            aria-current={view.savedViewId === openId ? 'true' : undefined}
            className={cx('min-w-0 flex-1 py-1', view.savedViewId === openId && 'font-medium')}
          >
            <span className="block truncate">{view.name}</span>
            {view.isShared && (
              <span className="block text-12 font-normal text-fg-3">
                {view.isMine ? t('sharedByYou') : t('sharedBy', { name: view.owner })}
              </span>
            )}
          </NextLink>
          <IconButton
            icon="pin"
            size="s"
            label={view.isPinned ? t('unpin', { name: view.name }) : t('pin', { name: view.name })}
            isPressed={view.isPinned}
            onClick={() => onPin(view)}
          />
          {(view.isMine || access.can('user:manage')) && (
            <IconButton icon="trash" size="s" label={t('delete', { name: view.name })} onClick={() => onDelete(view)} />
          )}
        </li>
      ))}
    </ul>
  )
}
