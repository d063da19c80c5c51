import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { call } from '#lib/api/call.ts'
import {
  cancelJobEndpoint,
  pauseJobEndpoint,
  resumeJobEndpoint,
  retryJobEndpoint,
  updateJobEndpoint,
} from '#lib/jobs/api.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { jobKeys } from './queries.ts'

const endpoints = {
  pause: pauseJobEndpoint,
  resume: resumeJobEndpoint,
  cancel: cancelJobEndpoint,
  retry: retryJobEndpoint,
} as const
export type JobVerb = keyof typeof endpoints

/** Pausing, resuming, cancelling, retrying, and the rate; and why one of them is not possible. */
export function useJobWrites(clusterId: string, job: Job) {
  const t = useTranslations('jobs')
  const access = useAccess()
  const queryClient = useQueryClient()
  const params = { clusterId, jobId: job.jobId }
  const refresh = { onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }) }
  const control = useMutation({ mutationFn: (verb: JobVerb) => call(endpoints[verb], { params }), ...refresh })
  const rate = useMutation({
    mutationFn: (ratePerSecond: number) => call(updateJobEndpoint, { params, body: { ratePerSecond } }),
    ...refresh,
  })
  const denied = access.reason(job.isOwn ? 'job:manage-own' : 'job:manage', clusterId)
  const { state } = job
  const isPossible: Record<JobVerb, boolean> = {
    pause: state === 'QUEUED' || state === 'RUNNING' || state === 'LOST',
    resume: state === 'PAUSED' || state === 'FAILED',
    cancel: job.endedAt === null && state !== 'CANCELLING',
    retry: job.endedAt !== null && job.failed > 0,
  }
  return {
    control,
    rate,
    isPossible,
    reason: denied ?? (control.isPending ? t('isAsked') : undefined),
  }
}
