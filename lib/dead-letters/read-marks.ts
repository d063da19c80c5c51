import { db } from '#lib/db/db.ts'
import type { DeadLetterMark, DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'

/** What the console knows of the origins of some dead letters. */
export interface Marks {
  markOf(originId: string): DeadLetterMark | undefined
  /** In order of time. */
  resendsOf(originId: string): readonly ResendRow[]
}

interface LetterRef {
  originId: string
  uniqKey: string | null
}

/**
 * Marks, notes and resends of dead letters. A dead letter with the unique id of a resend is the proof that it failed again, and is
 * written down here, by whoever sees it first.
 */
export async function readMarks(clusterId: string, groupName: string, letters: readonly LetterRef[]): Promise<Marks> {
  const uniqKeys = letters.flatMap(({ uniqKey }) => uniqKey ?? [])
  if (uniqKeys.length > 0) {
    await db().deadLetterResend.updateMany({
      where: { clusterId, groupName, uniqKey: { in: uniqKeys }, state: { not: 'FAILED_AGAIN' } },
      data: { state: 'FAILED_AGAIN', nextCheckAt: null },
    })
  }
  const where = { clusterId, groupName, originId: { in: [...new Set(letters.map(({ originId }) => originId))] } }
  const [marks, resends] = await Promise.all([
    db().deadLetterMark.findMany({ where }),
    db().deadLetterResend.findMany({ where, orderBy: { resendId: 'asc' } }),
  ])
  const markByOrigin = new Map(marks.map((mark) => [mark.originId, mark]))
  const resendsByOrigin = Map.groupBy(resends, ({ originId }) => originId)
  return {
    markOf: (originId) => markByOrigin.get(originId),
    resendsOf: (originId) => resendsByOrigin.get(originId) ?? [],
  }
}
