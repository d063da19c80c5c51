'use client'

import { Toast as BaseToast } from '@base-ui/react/toast'
import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback } from 'react'
import { Icon } from './icon.tsx'

interface ToastInput {
  title: string
  description?: string
  action?: { label: string; onClick: () => void }
  /** A failed action also stays on the screen it came from: a toast is never the only copy of an error. */
  kind?: 'done' | 'failed'
}

/** Confirms what was done and offers the undo; 6 s, longer while hovered or focused. */
export function useToast(): (input: ToastInput) => void {
  const { add } = BaseToast.useToastManager()
  return useCallback(
    ({ title, description, action, kind = 'done' }: ToastInput) => {
      add({
        title,
        description,
        type: kind,
        ...(action && { actionProps: { children: action.label, onClick: action.onClick } }),
      })
    },
    [add],
  )
}

function ToastList() {
  const t = useTranslations('ui')
  const { toasts } = BaseToast.useToastManager()
  return toasts.map((toast) => (
    <BaseToast.Root
      key={toast.id}
      toast={toast}
      className="mt-2 flex min-h-10 w-full items-center gap-2 rounded-3 border border-line-2 bg-surface-raised py-1 pr-1 pl-3 shadow-pop transition-opacity duration-[200ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0 data-[limited]:hidden"
    >
      <Icon
        name={toast.type === 'failed' ? 'critical' : 'check'}
        className={toast.type === 'failed' ? 'text-critical-mark' : 'text-fg-2'}
      />
      <BaseToast.Content className="min-w-0 flex-1 py-1">
        <BaseToast.Title render={<span />} className="font-semibold" />{' '}
        <BaseToast.Description render={<span />} className="text-fg-2" />
      </BaseToast.Content>
      <BaseToast.Action className="h-6 shrink-0 rounded-1 px-1 text-accent hover:underline empty:hidden" />
      <BaseToast.Close
        aria-label={t('close')}
        className="inline-grid size-7 shrink-0 place-items-center rounded-2 text-fg-2 hover:bg-surface-2"
      >
        <Icon name="x" />
      </BaseToast.Close>
    </BaseToast.Root>
  ))
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <BaseToast.Provider timeout={6000} limit={3}>
      {children}
      <BaseToast.Portal>
        <BaseToast.Viewport className="fixed right-6 bottom-6 z-50 flex w-[420px] max-w-[calc(100vw-48px)] flex-col-reverse outline-none">
          <ToastList />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  )
}
