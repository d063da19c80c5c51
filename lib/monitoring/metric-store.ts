import { db } from '#lib/db/db.ts'
import type { MetricStore } from '#lib/db/generated/client.ts'
import { fiveMinuteLevel, type MetricLevel, minuteLevel } from './metric-levels.ts'

/** How a cluster's numbers are kept; null before its first sample. */
export const findStore = (clusterId: string): Promise<MetricStore | null> =>
  db().metricStore.findUnique({ where: { clusterId } })

/** As `findStore`; makes it for a cluster that has none. */
export async function makeStore(clusterId: string): Promise<MetricStore> {
  const found = await findStore(clusterId)
  if (found) return found
  // Two that come at once make one.
  await db().metricStore.createMany({ data: [{ clusterId }], skipDuplicates: true })
  return await db().metricStore.findUniqueOrThrow({ where: { clusterId } })
}

type Kept = Pick<MetricStore, 'minuteDays' | 'fiveMinuteDays' | 'hourDays'>

/** Days that a level is kept. */
export const daysKept = ({ minuteDays, fiveMinuteDays, hourDays }: Kept, { seconds }: MetricLevel): number =>
  seconds === minuteLevel.seconds ? minuteDays : seconds === fiveMinuteLevel.seconds ? fiveMinuteDays : hourDays
