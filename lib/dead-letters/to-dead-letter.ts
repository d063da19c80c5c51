import type { DeadLetterMark, DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { toMessageItem } from '#lib/messages/to-message-item.ts'
import { originIdOf, originTopicOf } from './letter-facts.ts'
import { letterState, toResend, wasSent } from './letter-state.ts'
import type { Marks } from './read-marks.ts'
import type { DeadLetter, ExpiredDeadLetter } from './schema.ts'

/** A dead letter with what people and the console did about it. */
export function toDeadLetter(
  found: FoundMessage,
  groupName: string,
  marks: Marks,
  options: { withBody: boolean },
): DeadLetter {
  const originId = originIdOf(found.message)
  const mark = marks.markOf(originId)
  const resends = marks.resendsOf(originId)
  return {
    ...toMessageItem(found, options),
    originTopic: originTopicOf(found.message, groupName),
    originId,
    ...whatWasDone(mark, resends),
    state: letterState(found.message, mark, resends),
  }
}

type Done = Pick<
  ExpiredDeadLetter,
  'resends' | 'successes' | 'note' | 'noteBy' | 'handledAt' | 'handledBy' | 'lastResend'
>

/** @param resends of its origin, in order of time */
export function whatWasDone(mark: DeadLetterMark | undefined, resends: readonly ResendRow[]): Done {
  const last = resends.at(-1)
  return {
    resends: resends.filter(wasSent).length,
    successes: resends.filter(({ state }) => state === 'SUCCEEDED').length,
    ...(mark?.note && { note: mark.note }),
    ...(mark?.noteBy && { noteBy: mark.noteBy }),
    ...(mark?.handledAt && { handledAt: mark.handledAt }),
    ...(mark?.handledBy && { handledBy: mark.handledBy }),
    ...(last && { lastResend: toResend(last) }),
  }
}
