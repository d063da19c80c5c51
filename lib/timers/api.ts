import { ClusterParams, endpoint } from '#lib/api/endpoint.ts'
import { TimerPage, TimerQuery } from './schema.ts'

export const listTimersEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/timers',
  tag: 'Messages',
  summary: 'List delayed messages',
  description:
    'Messages that wait for their delivery time, from the timer topic (rmq_sys_wheel_timer, 5.0+) and the level topic (SCHEDULE_TOPIC_XXXX), read newest first as far back as the longest delay; each answer is sorted by due time. Only a coverage that stopped because `complete` means that there are no more. Copies of one message that the timer stored anew count once.',
  params: ClusterParams,
  query: TimerQuery,
  response: TimerPage,
  permission: 'message:read',
})
