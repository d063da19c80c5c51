'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Absence } from './absence.tsx'

interface NotSupportedProps {
  title?: ReactNode
  /** First version that can do it. */
  neededVersion?: string | undefined
  /** What to do instead. */
  children?: ReactNode
  actions?: ReactNode
}

export function NotSupported({ title, neededVersion, children, actions }: NotSupportedProps) {
  const t = useTranslations('states')
  return (
    <Absence icon="info" tone="info" title={title ?? t('notSupported.title')} actions={actions}>
      {neededVersion && <p>{t('notSupported.needs', { version: neededVersion })}</p>}
      {children}
    </Absence>
  )
}
