'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Absence } from './states/absence.tsx'

interface PageErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

/** A bug of a page takes that page only. */
export function PageError({ error, reset }: PageErrorProps) {
  const t = useTranslations('layout.error')
  return (
    <Absence
      title={t('title')}
      icon="critical"
      tone="critical"
      isPageTitle
      actions={
        <Button icon="refresh" onClick={reset}>
          {t('again')}
        </Button>
      }
    >
      <p>{t('text')}</p>
      {error.digest && <p className="mt-1 font-mono text-12 text-fg-3">{t('digest', { digest: error.digest })}</p>}
    </Absence>
  )
}
