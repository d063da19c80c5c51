'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { problemOf } from './problem-words.ts'

interface StaleStripProps {
  /** When what is below was read. */
  at: Date
  /** Why it could not be read again. */
  error?: unknown
  onRefresh: () => void
}

/** A refresh failed: the old data stays, dimmed, with its age. */
export function StaleStrip({ at, error, onRefresh }: StaleStripProps) {
  const t = useTranslations('states')
  const format = useFormat()
  return (
    <Strip
      tone="unknown"
      role="status"
      className="mb-2"
      end={
        <Button size="s" onClick={onRefresh}>
          {t('refresh')}
        </Button>
      }
    >
      {t('stale', { time: format.time(at, false) })} <Age at={at} className="font-semibold" />
      {error !== undefined && error !== null && (
        <span className="ml-2 text-12 text-fg-3">{problemOf(error)?.code ?? t('noConnection')}</span>
      )}
    </Strip>
  )
}
