import type { Prisma } from '#lib/db/generated/client.ts'
import type { NewEvent } from './collect-events.ts'

/** Ends of jobs and changes of alarms, as events. What was deleted meanwhile is left out. */
export async function eventsOfInbox(
  tx: Prisma.TransactionClient,
  inbox: readonly { source: string; ref: string }[],
): Promise<NewEvent[]> {
  const refsOf = (source: string) => inbox.filter((row) => row.source === source).map(({ ref }) => ref)
  const [jobs, alarms] = [await findJobs(tx, refsOf('JOB')), await findAlarms(tx, refsOf('ALARM'))]
  return inbox.flatMap(({ source, ref }) => (source === 'JOB' ? jobs.get(ref) : alarms.get(ref)) ?? [])
}

async function findJobs(tx: Prisma.TransactionClient, refs: readonly string[]): Promise<Map<string, NewEvent>> {
  if (refs.length === 0) return new Map()
  const rows = await tx.job.findMany({
    where: { jobId: { in: refs.map(Number) }, endedAt: { not: null } },
    include: { cluster: { select: { clusterId: true, name: true, environment: true } } },
  })
  return new Map(
    rows.map((row): [string, NewEvent] => {
      const at = row.endedAt ?? row.createdAt
      const { jobId, kind, state, done, failed, skipped, unknown, total } = row
      return [
        String(jobId),
        {
          // A job that is run again ends again.
          eventId: `job-${jobId}-${at.getTime()}`,
          type: 'job.done',
          at,
          clusterId: row.clusterId,
          objectName: String(jobId),
          payload: {
            cluster: row.cluster,
            object: { kind: 'job', name: String(jobId) },
            by: { kind: row.actorKind, name: row.actorName },
            job: { jobId: String(jobId), kind, state, done, failed, skipped, unknown, total },
          },
        },
      ]
    }),
  )
}

async function findAlarms(tx: Prisma.TransactionClient, refs: readonly string[]): Promise<Map<string, NewEvent>> {
  if (refs.length === 0) return new Map()
  const rows = await tx.alarmEvent.findMany({ where: { eventId: { in: [...refs] } }, include: { instance: true } })
  const clusters = await tx.cluster.findMany({
    where: { clusterId: { in: rows.map(({ clusterId }) => clusterId) } },
    select: { clusterId: true, name: true, environment: true },
  })
  return new Map(
    rows.map((row): [string, NewEvent] => {
      const { instanceId, ruleId, severity, value, threshold } = row
      const { ruleName, metric, unit, level, topicName, groupName, brokerName, namespace, clientId, address } =
        row.instance
      const name = topicName || groupName || brokerName || clientId || address || namespace || row.clusterId
      return [
        row.eventId,
        {
          eventId: `alarm-${row.eventId}`,
          type: row.transition === 'RESOLVED' ? 'alarm.resolved' : 'alarm.firing',
          at: row.at,
          clusterId: row.clusterId,
          objectName: name,
          payload: {
            cluster: clusters.find(({ clusterId }) => clusterId === row.clusterId) ?? { clusterId: row.clusterId },
            object: { kind: level, name },
            by: null,
            alarm: { instanceId, ruleId, ruleName, severity, metric, unit, value, threshold },
          },
        },
      ]
    }),
  )
}
