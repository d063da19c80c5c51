'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { jobHref } from './job-words.ts'

/** A job was begun: its number, and the way to it. */
export function StartedJob({ clusterId, jobId }: { clusterId: string; jobId: string }) {
  const t = useTranslations('jobs.batch')
  return (
    <Strip tone="info" icon="check" role="status">
      <span className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 flex-1">
          <strong className="font-semibold">{t('started', { jobId })}</strong> {t('startedText')}
        </span>
        <Button size="s" icon="jobs" href={jobHref(clusterId, jobId)}>
          {t('openJob')}
        </Button>
      </span>
    </Strip>
  )
}
