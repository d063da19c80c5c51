'use client'

import { useQuery } from '@tanstack/react-query'
import NextLink from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { savedViewsQuery } from '#components/layout/saved-views-query.ts'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import type { SavedView } from '#lib/saved-views/schema.ts'
import { SaveViewDialog } from './save-view-dialog.tsx'
import { useSavedViewWrites } from './use-saved-view-writes.ts'
import type { ViewLayout } from './view-layout.ts'
import { viewQuery } from './view-query.ts'
import { ViewsList } from './views-list.tsx'

interface ViewsMenuProps {
  viewId: string
  opened: SavedView | null
  /** As the table stands now. */
  layout: ViewLayout
}

/** Saved views of this list: open, save, share, pin, delete. */
export function ViewsMenu({ viewId, opened, layout }: ViewsMenuProps) {
  const t = useTranslations('table.views')
  const router = useRouter()
  const path = usePathname()
  const query = viewQuery(useSearchParams().toString())
  const [isSaving, setIsSaving] = useState(false)
  const { data, error } = useQuery(savedViewsQuery)
  const { update, pin, remove } = useSavedViewWrites()
  const views = data?.items.filter((view) => view.viewId === viewId && view.path === path) ?? []
  const isChanged =
    opened !== null && (opened.query !== query || JSON.stringify(opened.layout) !== JSON.stringify(layout))
  const own = `${path}${query === '' ? '' : `?${query}`}`
  return (
    <>
      <Popover
        label={t('title')}
        align="end"
        width={320}
        trigger={
          <Button variant="ghost" icon="pin" iconEnd="chev-down">
            <span className="max-w-40 truncate">{opened?.name ?? t('title')}</span>
            {isChanged && <span className="text-fg-3">{t('changed')}</span>}
          </Button>
        }
      >
        {(close) => (
          <>
            <h3 className="px-3 pt-2 font-semibold">{t('title')}</h3>
            <ProblemStrip error={error ?? pin.error ?? remove.error ?? update.error} />
            <ViewsList
              views={views}
              openId={opened?.savedViewId ?? null}
              onOpen={close}
              onPin={(view) => pin.mutate({ savedViewId: view.savedViewId, isPinned: !view.isPinned })}
              onDelete={(view) =>
                remove.mutate(view.savedViewId, {
                  onSuccess: () => {
                    if (view.savedViewId === opened?.savedViewId) router.replace(own)
                  },
                })
              }
            />
            <div className="flex flex-wrap items-center gap-2 border-t border-line-1 px-3 py-2">
              <Button
                size="s"
                icon="plus"
                onClick={() => {
                  close()
                  setIsSaving(true)
                }}
              >
                {t('save')}
              </Button>
              {opened?.isMine && isChanged && (
                <Button
                  size="s"
                  isBusy={update.isPending}
                  onClick={() =>
                    update.mutate(
                      { savedViewId: opened.savedViewId, revision: opened.revision, query, layout },
                      { onSuccess: close },
                    )
                  }
                >
                  {t('saveChanges')}
                </Button>
              )}
              {opened && (
                <NextLink href={own} onClick={close} className="ml-auto text-12 text-accent hover:underline">
                  {t('leave')}
                </NextLink>
              )}
            </div>
          </>
        )}
      </Popover>
      {isSaving && <SaveViewDialog view={{ viewId, path, query, layout }} onClose={() => setIsSaving(false)} />}
    </>
  )
}
