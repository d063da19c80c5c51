import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import type { AlarmInstance } from './incident-schema.ts'
import { type InstanceFilters, instanceWhere } from './instance-where.ts'
import { toInstances, withCluster } from './to-instance.ts'

type ListInput = InstanceFilters & {
  page: number
  pageSize: number
  sort?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** Incidents that have fired, ended ones and open ones, newest first. */
export async function listAlarmHistory(ctx: Context, input: ListInput): Promise<List<AlarmInstance>> {
  const { page, pageSize, from, to, isSilenced } = input
  const where: Prisma.AlarmInstanceWhereInput = {
    firedAt: { not: null },
    ...(to && { since: { lte: to } }),
    AND: [
      await instanceWhere(ctx, input),
      ...(from ? [{ OR: [{ endedAt: null }, { endedAt: { gte: from } }] }] : []),
      ...(isSilenced === undefined ? [] : [isSilenced ? { NOT: hidden } : hidden]),
    ],
  }
  const [rows, total] = await Promise.all([
    db().alarmInstance.findMany({
      where,
      include: withCluster,
      orderBy: [...orderOf(input.sort ?? '-since'), { instanceId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().alarmInstance.count({ where }),
  ])
  return { items: await toInstances(rows, new Date()), total, page, pageSize }
}

const hidden = { silencedBy: { equals: Prisma.DbNull } }

function orderOf(sort: string): Prisma.AlarmInstanceOrderByWithRelationInput[] {
  const field = sort.replace(/^-/, '')
  const order = sort.startsWith('-') ? 'desc' : 'asc'
  const last = { sort: order, nulls: 'last' } as const
  switch (field) {
    case 'severity':
      return [{ severityRank: order }]
    case 'clusterName':
      return [{ cluster: { name: order } }]
    case 'object':
      return [{ objectKey: order }]
    case 'firedAt':
    case 'endedAt':
    case 'peakValue':
    case 'peakSeverity':
      return [{ [field]: last }]
    default:
      return [{ [field]: order }]
  }
}
