import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { processedOf } from './job-words.ts'

/** What a job does, how far it is and how it goes, in words. */
export function useJobWords() {
  const t = useTranslations('jobs')
  const format = useFormat()
  return {
    title: ({ kind, total }: Pick<Job, 'kind' | 'total'>) => t(`kinds.${kind}`, { count: total ?? 0 }),
    progress: (job: Job) =>
      t('of', {
        processed: format.number(processedOf(job)),
        total: job.total === null ? '?' : format.number(job.total),
      }),
    pace: (job: Job): string => {
      if (job.endedAt && job.startedAt) {
        return t('took', { time: format.duration(job.endedAt.getTime() - job.startedAt.getTime()) })
      }
      if (job.state === 'LOST') return t('workerDied')
      if (job.stateReason) return reasonOf(job)
      if (job.state === 'QUEUED') return t('waits')
      if (job.itemsPerSecond.value === null) return ''
      const rate = format.rate(job.itemsPerSecond.value)
      const left = job.endsAt.value ? job.endsAt.value.getTime() - Date.now() : null
      return left === null || left < 0 ? rate : t('paceLeft', { rate, left: format.duration(left) })
    },
    reason: reasonOf,
  }

  function reasonOf({ stateReason }: Job): string {
    if (!stateReason) return ''
    const { code, detail } = stateReason
    return code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' || code === 'READ_ONLY' || code === 'TOO_MANY_FAILURES'
      ? t(`reasons.${code}`)
      : detail
  }
}
