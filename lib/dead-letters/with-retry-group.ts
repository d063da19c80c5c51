import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { groupRows } from '#lib/groups/group-rows.ts'
import type { Server, WriteOutcome } from '#lib/rocketmq/admin/server.ts'
import { BrokerError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

/** By broker and group: what is under way there, one after the other. */
const turns = new Map<string, Promise<unknown>>()
/** When each was taken away: the list of groups that is read next may still hold it. */
const takenAwayAt = new Map<string, number>()
const REMEMBERED_MS = 30_000

/**
 * Sends to a retry topic whose broker looks for a group of that name first. In the older form of POP retry topics, `%RETRY%g_t`, it
 * takes `g_t` for the group: that one does not exist, so it is refused, or made for good where groups make themselves. It is made
 * here before, with nothing to consume, and taken away after; a group of that name that people made stays as it is.
 */
export async function withRetryGroup<T>(
  cluster: LiveCluster,
  { server, retryGroup, groupName }: { server: Server; retryGroup: string | undefined; groupName: string },
  send: () => Promise<WriteOutcome<T>>,
): Promise<WriteOutcome<T>> {
  if (retryGroup === undefined || retryGroup === groupName) return send()
  const key = keyOf(server, retryGroup)
  const isOurs = turns.has(key) || Date.now() - (takenAwayAt.get(key) ?? 0) < REMEMBERED_MS
  // A group of people's that was made a moment ago must not be taken for ours.
  const inventory = await cluster.getGroupInventory({ fresh: !isOurs })
  const holders = groupRows(inventory).get(retryGroup)?.brokers ?? []
  if (!isOurs && holders.some((broker) => broker.server.brokerName === server.brokerName)) return send()
  return inTurn(key, async () => {
    const outcome = await withGroup(cluster, server, retryGroup, send)
    // Another process may have taken the group away in between.
    const isGone = outcome.state === 'failed' && isWithoutGroup(outcome.error)
    return isGone ? withGroup(cluster, server, retryGroup, send) : outcome
  })
}

async function withGroup<T>(
  { admin }: LiveCluster,
  server: Server,
  groupName: string,
  send: () => Promise<WriteOutcome<T>>,
): Promise<WriteOutcome<T>> {
  const { failed, unknown } = await admin.groups.create([server], { groupName, consumeEnable: false })
  const [notMade] = [...failed, ...unknown]
  if (notMade) throw toAppError(notMade.error)
  try {
    return await send()
  } finally {
    await admin.groups.delete([server], groupName)
    takenAwayAt.set(keyOf(server, groupName), Date.now())
  }
}

const isWithoutGroup = (error: unknown) =>
  error instanceof BrokerError && error.responseCode === ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST

const keyOf = (server: Server, groupName: string) => `${server.address} ${groupName}`

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve()
  const mine = before.then(work, work)
  const settled = mine.then(
    () => {},
    () => {},
  )
  turns.set(key, settled)
  try {
    return await mine
  } finally {
    if (turns.get(key) === settled) turns.delete(key)
  }
}
