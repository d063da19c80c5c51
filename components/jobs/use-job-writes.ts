import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useAccess } from '#components/layout/use-access.ts'
import { call } from '#lib/api/call.ts'
import {
  cancelJobEndpoint,
  pauseJobEndpoint,
  resumeJobEndpoint,
  retryJobEndpoint,
  runJobAgainEndpoint,
  updateJobEndpoint,
} from '#lib/jobs/api.ts'
import { type Job, repeatableJobKinds } from '#lib/jobs/schema.ts'
import { jobKeys } from './queries.ts'

const endpoints = {
  pause: pauseJobEndpoint,
  resume: resumeJobEndpoint,
  cancel: cancelJobEndpoint,
  retry: retryJobEndpoint,
} as const
type JobVerb = keyof typeof endpoints

export type JobWrites = ReturnType<typeof useJobWrites>

/**
 * Pausing, resuming, cancelling, retrying, the rate, and running again; why one of them is not possible, and what went wrong last.
 * Called once for a job and handed on: each call has errors of its own.
 *
 * @param job absent while it is read
 * @param onStarted another job was started out of this one
 */
export function useJobWrites(clusterId: string, job: Job | undefined, onStarted: (jobId: string) => void) {
  const t = useTranslations('jobs')
  const access = useAccess()
  const queryClient = useQueryClient()
  const jobId = job?.jobId ?? ''
  const refresh = { onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }) }
  const control = useMutation({
    mutationFn: ({ jobId, verb }: { jobId: string; verb: JobVerb }) =>
      call(endpoints[verb], { params: { clusterId, jobId } }),
    ...refresh,
  })
  const again = useMutation({
    mutationFn: ({ jobId }: { jobId: string }) => call(runJobAgainEndpoint, { params: { clusterId, jobId } }),
    onSuccess: (started) => onStarted(started.jobId),
    ...refresh,
  })
  const rate = useMutation({
    mutationFn: ({ jobId, ratePerSecond }: { jobId: string; ratePerSecond: number }) =>
      call(updateJobEndpoint, { params: { clusterId, jobId }, body: { ratePerSecond } }),
    ...refresh,
  })
  const state = job?.state
  const hasEnded = job !== undefined && job.endedAt !== null
  const denied = job?.isOwn
    ? access.reason('job:manage-own', clusterId, 'any')
    : access.reason('job:manage', clusterId, 'all')
  return {
    control: (verb: JobVerb) => control.mutate({ jobId, verb }),
    runAgain: () => again.mutate({ jobId }),
    setRate: (ratePerSecond: number) => rate.mutate({ jobId, ratePerSecond }),
    isPossible: {
      pause: state === 'QUEUED' || state === 'RUNNING' || state === 'LOST',
      resume: state === 'PAUSED' || state === 'FAILED',
      cancel: job !== undefined && !hasEnded && state !== 'CANCELLING',
      retry: hasEnded && job.failed > 0,
      runAgain: hasEnded && repeatableJobKinds.has(job.kind),
    },
    reason: denied ?? (control.isPending || again.isPending ? t('isAsked') : undefined),
    error: [control, again, rate].find(({ error, variables }) => error && variables?.jobId === jobId)?.error ?? null,
  }
}
