import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { maxItemsPerJob } from '#lib/jobs/schema.ts'
import { withFilter } from '#lib/messages/answer-search.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import { queryLimits } from '#lib/messages/schema.ts'
import { readPage } from '#lib/messages/search-pages.ts'
import { sightOf } from '#lib/messages/seen-as.ts'
import type { Context } from '#lib/users/context.ts'
import { originIdOf } from './letter-facts.ts'
import { isResent } from './letter-state.ts'
import { type DeadLetterFilter, findTopicOf, isWanted, openDeadLetterSearch } from './list-dead-letters.ts'
import { readMarks } from './read-marks.ts'
import { toDeadLetter } from './to-dead-letter.ts'

/** A dead letter that a job may be about. */
export interface CollectedLetter {
  letterId: string
  originTopic: string | null
  isResent: boolean
}

const COLLECT_MS = 60_000

/**
 * All dead letters of a filter, oldest first: that is the order in which they are sent.
 *
 * @throws AppError CONFLICT when a broker does not answer or it takes too long, for then there are more; LIMIT_EXCEEDED
 */
export async function collectLetters(
  ctx: Context,
  cluster: LiveCluster,
  { groupName, ...filter }: Omit<DeadLetterFilter, 'topic'> & { groupName: string },
  now: Date,
): Promise<CollectedLetter[]> {
  const { clusterId } = cluster
  const row = await findTopicOf(cluster, { groupName }, ctx.signal)
  const search = await openDeadLetterSearch(ctx, clusterId, { ...filter, order: 'oldest' }, row.topicName, now)
  const caller = ctx.actor.userId ?? ctx.actor.id
  return withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, async () => {
    const deadline = AbortSignal.timeout(COLLECT_MS)
    const context = { cluster, caller, ...sightOf(ctx, clusterId, row.topicName), signal: ctx.signal, deadline }
    const { narrowing } = withFilter(context, search)
    const letters: CollectedLetter[] = []
    let position = search.position
    do {
      const page = await readPage(narrowing, { ...search, pageSize: queryLimits.pageSize.max, position }, now)
      const [silent] = page.partial
      if (silent || page.coverage.stoppedBecause === 'failed') {
        const name = silent?.brokerName ?? silent?.address ?? 'A broker'
        throw new AppError('CONFLICT', `${name} did not answer, so the filter may miss dead letters. Try again.`)
      }
      if (page.coverage.stoppedBecause === 'time') {
        throw new AppError('CONFLICT', 'There was no time to read them all: narrow the filter.')
      }
      letters.push(...(await toCollected(clusterId, groupName, row.topicName, page.found, filter)))
      if (letters.length > maxItemsPerJob) {
        const detail = `A job takes ${maxItemsPerJob} dead letters, and the filter finds more. Narrow it.`
        throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxItemsPerJob, used: letters.length })
      }
      position = page.next
    } while (position !== undefined)
    return letters
  })
}

async function toCollected(
  clusterId: string,
  groupName: string,
  topicName: string,
  found: readonly FoundMessage[],
  filter: DeadLetterFilter,
): Promise<CollectedLetter[]> {
  const own = found.filter(({ message }) => message.topicName === topicName)
  const refs = own.map(({ message }) => ({ originId: originIdOf(message), uniqKey: message.uniqKey }))
  const marks = await readMarks(clusterId, groupName, refs)
  return own
    .map((each) => toDeadLetter(each, groupName, marks, { withBody: false }))
    .filter((letter) => isWanted(letter, filter))
    .map(({ offsetMsgId, originTopic, originId }) => ({
      letterId: offsetMsgId,
      originTopic,
      isResent: isResent(offsetMsgId, marks.resendsOf(originId)),
    }))
}
