import { env } from '#lib/env.ts'

type AlarmAction = 'acknowledge' | 'silence'

/** The page of one alarm; with an action it opens the dialog for it. Whoever follows it signs in first and decides there. */
export function alarmLink(alarm: { clusterId: string; instanceId: string }, action?: AlarmAction): string {
  const path = `/clusters/${alarm.clusterId}/alarms/${encodeURIComponent(alarm.instanceId)}`
  return `${env().APOGEE_URL}${path}${action ? `?action=${action}` : ''}`
}
