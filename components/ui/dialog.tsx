'use client'

import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { useTranslations } from 'next-intl'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { EnvironmentTag } from './environment-tag.tsx'
import { IconButton } from './icon-button.tsx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** One line under the title: steps, when the preview was read. */
  description?: ReactNode
  children: ReactNode
  /** In px; the dialog never exceeds the window. */
  width?: number
  /** The environment it acts on, as a tag at the right of the title. */
  environment?: string | undefined
  headEnd?: ReactNode
  footer?: ReactNode
  initialFocus?: RefObject<HTMLElement | null>
  /** The body brings its own padding and columns. */
  isFlush?: boolean
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  width = 560,
  environment,
  headEnd,
  footer,
  initialFocus,
  isFlush,
}: DialogProps) {
  const t = useTranslations('ui')
  const popup = useRef<HTMLDivElement>(null)
  // Without a field that took the focus it is the dialog's own: on the close button it would open a tooltip, and Escape closes
  // that first.
  const keepOrTake = () => (popup.current?.contains(document.activeElement) ? false : popup.current)
  // Noted before anything of the dialog is there: a field in it that takes the focus at once would pass for what had it before.
  const [opener, setOpener] = useState<{ isOpen: boolean; element: Element | null }>({ isOpen: false, element: null })
  if (open !== opener.isOpen) {
    setOpener({ isOpen: open, element: open && typeof document === 'object' ? document.activeElement : opener.element })
  }
  // What is gone by now, like the row of a menu, is left to the library, which knows what opened the menu.
  const giveBack = () => {
    const { element } = opener
    return element instanceof HTMLElement && element !== document.body && element.isConnected ? element : true
  }
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-[120ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0" />
        <BaseDialog.Popup
          ref={popup}
          initialFocus={initialFocus ?? keepOrTake}
          finalFocus={giveBack}
          style={{ width }}
          className="fixed top-1/2 left-1/2 z-30 flex max-h-[calc(100dvh-32px)] max-w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-3 border border-line-2 bg-surface-raised shadow-dialog outline-none transition-opacity duration-[120ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0"
        >
          <header className="border-b border-line-2 px-5 pt-3 pb-2.5">
            <div className="flex items-center gap-3">
              <BaseDialog.Title className="min-w-0 flex-1 text-16 font-semibold tracking-[-0.008em] [overflow-wrap:anywhere]">
                {title}
              </BaseDialog.Title>
              {headEnd}
              {environment && <EnvironmentTag environment={environment} />}
              <IconButton icon="x" label={t('close')} onClick={() => onOpenChange(false)} className="-mr-1.5" />
            </div>
            {description && (
              <BaseDialog.Description render={<div />} className="mt-0.5 text-12 text-fg-3">
                {description}
              </BaseDialog.Description>
            )}
          </header>
          <div className={isFlush ? 'flex min-h-0 flex-1 flex-col' : 'min-h-0 flex-1 overflow-y-auto px-5 py-4'}>
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap items-center gap-2 rounded-b-3 border-t border-line-2 bg-surface-1 px-5 py-3">
              {footer}
            </footer>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
