import type { State } from '#components/ui/state-pill.tsx'
import type { Job, JobItemOutcome, JobState } from '#lib/jobs/schema.ts'

export const jobStates: Record<JobState, State> = {
  QUEUED: 'pending',
  RUNNING: 'info',
  PAUSED: 'silenced',
  CANCELLING: 'pending',
  CANCELLED: 'silenced',
  DONE: 'ok',
  DONE_WITH_ERRORS: 'warning',
  FAILED: 'critical',
  LOST: 'unknown',
}

export const itemStates: Record<JobItemOutcome, State> = {
  DONE: 'ok',
  FAILED: 'critical',
  SKIPPED: 'silenced',
  UNKNOWN: 'unknown',
}

/** What has an outcome, whichever. */
export const processedOf = ({ done, failed, skipped, unknown }: Pick<Job, 'done' | 'failed' | 'skipped' | 'unknown'>) =>
  done + failed + skipped + unknown

/** It changes by itself: asked for every second, whatever the top bar says. */
export const isMoving = (state: JobState): boolean =>
  state === 'QUEUED' || state === 'RUNNING' || state === 'CANCELLING' || state === 'LOST'

/** Somebody should look at it. */
export const needsLook = (state: JobState): boolean =>
  state === 'DONE_WITH_ERRORS' || state === 'FAILED' || state === 'PAUSED' || state === 'LOST'

export const jobHref = (clusterId: string, jobId: string): string => `/clusters/${clusterId}/jobs?job=${jobId}`
