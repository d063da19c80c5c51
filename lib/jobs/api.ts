import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import {
  ItemsPerSecond,
  Job,
  JobItem,
  JobItemOutcome,
  JobKind,
  JobState,
  jobItemSortFields,
  jobSortFields,
  StartedJob,
} from './schema.ts'

const tag = 'Jobs'
const JobParams = ClusterParams.extend({ jobId: z.string().regex(/^[1-9]\d{0,8}$/, 'the number of a job') })
const ofPath = ({ params }: { params: { jobId: string } }) => ({ kind: 'job', name: params.jobId })
const Nothing = z.strictObject({}).optional()

export const listJobsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/jobs',
  tag,
  summary: 'List the jobs of a cluster',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...jobSortFields),
    q: z.string().max(64).optional().meta({ description: 'A number, or a part of the kind' }),
    kind: commaList(JobKind).optional(),
    state: commaList(JobState).optional(),
    who: z.string().max(64).optional().meta({ description: 'Name of the user or token; me = who asks' }),
  }),
  response: listOf(Job).extend({
    states: z.array(z.object({ state: JobState, jobs: z.number().int() })).meta({ description: 'Of all jobs' }),
  }),
  permission: 'job:read',
})

export const getJobEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/jobs/{jobId}',
  tag,
  summary: 'Show a job',
  params: JobParams,
  response: Job,
  permission: 'job:read',
})

export const listJobItemsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/jobs/{jobId}/items',
  tag,
  summary: 'List what became of each item of a job',
  params: JobParams,
  query: z.strictObject({
    ...listQuery(...jobItemSortFields),
    q: z.string().max(255).optional().meta({ description: 'Part of the target' }),
    outcome: commaList(JobItemOutcome).optional(),
  }),
  response: listOf(JobItem),
  permission: 'job:read',
})

const control = (verb: 'pause' | 'resume' | 'cancel' | 'retry', summary: string, description: string) =>
  endpoint({
    method: 'POST',
    path: `/api/v1/clusters/{clusterId}/jobs/{jobId}/${verb}`,
    tag,
    summary,
    description,
    params: JobParams,
    body: Nothing,
    response: Job,
    // The verb asks for job:manage when somebody else has started it.
    permission: 'job:manage-own',
    audit: { action: `job.${verb}`, target: ofPath },
  })

export const pauseJobEndpoint = control('pause', 'Pause a job', 'Items that are under way are ended.')
export const resumeJobEndpoint = control('resume', 'Go on with a paused job', 'A failed job too: with what is left.')
export const cancelJobEndpoint = control(
  'cancel',
  'Cancel the rest of a job',
  'What is done stays done; nothing further is begun.',
)
export const retryJobEndpoint = control(
  'retry',
  'Do the failed items of a job again',
  'Those only. An item whose fate is unknown is never done again: look first.',
)

export const runJobAgainEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/jobs/{jobId}/again',
  tag,
  summary: 'Start a new job with the items of one that has ended',
  description:
    'Under the rights of who asks, without what was skipped. Deletions are refused: start them from a dry run.',
  params: JobParams,
  body: Nothing,
  response: StartedJob,
  status: 202,
  permission: 'job:manage-own',
  audit: { action: 'job.start', target: ofPath },
})

export const updateJobEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/jobs/{jobId}',
  tag,
  summary: 'Change how fast a job goes',
  params: JobParams,
  body: z.strictObject({ ratePerSecond: ItemsPerSecond }),
  response: Job,
  permission: 'job:manage-own',
  audit: { action: 'job.update', target: ofPath },
})
