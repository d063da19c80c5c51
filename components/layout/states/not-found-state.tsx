'use client'

import { useTranslations } from 'next-intl'
import { Absence } from './absence.tsx'

/** It is not there, or not visible to this person: the two look alike on purpose. */
export function NotFoundState({ detail }: { detail?: string | undefined }) {
  const t = useTranslations('states')
  return (
    <Absence icon="unknown" title={t('notFound.title')}>
      <p>{t('notFound.why')}</p>
      {detail && <p className="mt-1 text-12 text-fg-3">{detail}</p>}
    </Absence>
  )
}
