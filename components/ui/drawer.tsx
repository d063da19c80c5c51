'use client'

import { useTranslations } from 'next-intl'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
} from 'react'
import { createPortal } from 'react-dom'
import { IconButton } from './icon-button.tsx'
import { useDrawerWidth } from './use-drawer-width.ts'
import { useMediaQuery } from './use-media-query.ts'

interface DrawerProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  /** Id or name of what is open, under the title. */
  subtitle?: ReactNode
  /** Actions before the close button. */
  headEnd?: ReactNode
  /** Where in its list the shown thing stands; `index` counts from 0. J and K walk through it. */
  position?: { index: number; total: number; onPrevious?: (() => void) | undefined; onNext?: (() => void) | undefined }
  /** Under which name this browser remembers the width. */
  storageKey?: string
  children: ReactNode
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/**
 * Details beside the list that they belong to, never a modal over it: from 1280 px it pushes the page (the shell leaves
 * `--drawer-inset` free), below it covers. Takes the focus when it opens and gives it back.
 */
export function Drawer({ open, ...rest }: DrawerProps) {
  // A link may open it, and the server that draws the page first has no document.
  const hasDocument = useSyncExternalStore(never, yes, no)
  return open && hasDocument ? createPortal(<OpenDrawer {...rest} />, document.body) : null
}

const never = () => () => {}
const yes = () => true
const no = () => false

function OpenDrawer({
  onClose,
  title,
  subtitle,
  headEnd,
  position,
  storageKey = 'default',
  children,
}: Omit<DrawerProps, 'open'>) {
  const t = useTranslations('ui')
  const titleId = useId()
  const panel = useRef<HTMLElement>(null)
  const [width, setWidth] = useDrawerWidth(storageKey)
  const pushes = useMediaQuery('(min-width: 1280px)')

  useEffect(() => {
    const root = document.documentElement
    if (pushes) root.style.setProperty('--drawer-inset', `${width}px`)
    return () => {
      root.style.removeProperty('--drawer-inset')
    }
  }, [pushes, width])

  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      if (!(before instanceof HTMLElement && before.isConnected)) return
      // J and K have walked through the rows meanwhile: the tab stop of the list is at the one that was shown last.
      const row = before.matches('tr') ? before.parentElement?.querySelector<HTMLElement>('tr[tabindex="0"]') : null
      const target = row ?? before
      target.focus({ preventScroll: true })
    }
  }, [])

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.defaultPrevented) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
      return
    }
    if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
    const walk = { j: position?.onNext, k: position?.onPrevious }[event.key.toLowerCase()]
    if (walk) {
      event.preventDefault()
      event.stopPropagation()
      walk()
    }
  }

  function onGripDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  function onGripMove(event: PointerEvent<HTMLElement>): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setWidth(window.innerWidth - event.clientX)
  }

  return (
    <aside
      ref={panel}
      aria-labelledby={titleId}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      style={{ width }}
      data-drawer
      className="fixed top-(--bar-height) right-0 bottom-0 z-20 flex max-w-full flex-col border-l border-line-2 bg-surface-raised shadow-pop outline-none"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a movable divider is a separator with a value, which hr cannot be */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('drawer.resize')}
        aria-valuenow={width}
        aria-valuemin={420}
        aria-valuemax={960}
        tabIndex={0}
        onPointerDown={onGripDown}
        onPointerMove={onGripMove}
        onKeyDown={(event) => {
          const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key]
          if (step === undefined) return
          event.preventDefault()
          setWidth(width + step)
        }}
        className="absolute inset-y-0 -left-[3px] w-[5px] cursor-ew-resize touch-none hover:bg-accent-line focus-visible:bg-accent-line"
      />
      <header className="border-b border-line-2 px-4 pt-2.5 pb-2">
        <div className="flex min-h-7 items-center gap-1">
          <h2 id={titleId} className="min-w-0 flex-1 truncate text-14 font-semibold">
            {title}
            {position && (
              <span className="ml-2 text-13 font-normal text-fg-3">
                {t('drawer.position', { index: position.index + 1, total: position.total })}
              </span>
            )}
          </h2>
          {position && (
            <>
              <IconButton
                icon="chev-left"
                label={t('drawer.previous')}
                disabledReason={
                  position.onPrevious
                    ? undefined
                    : t('drawer.position', { index: position.index + 1, total: position.total })
                }
                onClick={() => position.onPrevious?.()}
              />
              <IconButton
                icon="chev-right"
                label={t('drawer.next')}
                disabledReason={
                  position.onNext
                    ? undefined
                    : t('drawer.position', { index: position.index + 1, total: position.total })
                }
                onClick={() => position.onNext?.()}
              />
            </>
          )}
          {headEnd}
          <IconButton icon="x" label={t('close')} onClick={onClose} />
        </div>
        {subtitle && <div className="flex min-h-6 min-w-0 items-center gap-1">{subtitle}</div>}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">{children}</div>
    </aside>
  )
}
