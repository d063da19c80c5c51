import { z } from 'zod'
import { db } from '#lib/db/db.ts'

const actions = ['group.consume-switch', 'group.update', 'group.create']
/** Edits of a group that leave the switch alone lie in between. */
const MAX_ROWS = 100

const Switching = z.object({
  body: z.object({ enabled: z.boolean().optional(), consumeEnable: z.boolean().optional() }),
})

/**
 * When and by whom consumption of a group was switched off through the console, from the audit. Null when the last one who touched
 * the switch here switched it on: then it was done elsewhere.
 */
export async function findConsumeOff(clusterId: string, groupName: string): Promise<{ at: Date; by: string } | null> {
  const rows = await db().auditEvent.findMany({
    where: {
      clusterId,
      targetKind: 'group',
      targetName: groupName,
      action: { in: actions },
      // Without an outcome it may have happened.
      NOT: { outcome: { outcome: { in: ['REFUSED', 'FAILED'] } } },
    },
    orderBy: { sequence: 'desc' },
    take: MAX_ROWS,
    select: { at: true, actorName: true, request: true },
  })
  for (const { at, actorName, request } of rows) {
    const switching = Switching.safeParse(request)
    const isOn = switching.success ? (switching.data.body.enabled ?? switching.data.body.consumeEnable) : undefined
    if (isOn !== undefined) return isOn ? null : { at, by: actorName }
  }
  return null
}
