import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { canHaveProxies } from '#lib/monitoring/can-have-proxies.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { askEach } from './ask-each.ts'
import { groupEntries } from './group-entries.ts'
import { groupState } from './group-state.ts'
import { joinPartial } from './join-partial.ts'
import { liveFigures } from './live-figures.ts'
import { GROUP_PATIENCE_MS, ONLINE_PATIENCE_MS, readGroupProgress } from './read-group-progress.ts'
import { readOnline } from './read-online.ts'
import type { LiveGroup, LiveGroups } from './schema.ts'

/** Each asks every broker and proxy several things. */
const GROUPS_AT_ONCE = 4
/** For all of them: the budget of a broker may bear less than a page of groups in less. */
const PATIENCE_MS = 8_000

/**
 * Clients, lag and its age of some rows of the list, as servers say just now (203, 208, 202, 303). Rates and trends are differences, so these
 * stay the sampler's. A server that has not answered for one group is not waited for again.
 *
 * @param input.groupNames in the order in which they are asked
 * @returns `items` without groups that are not there; `notAsked`: there was no time for them
 * @throws AppError what the first broker said while none has ever answered
 */
export async function getLiveGroups(
  ctx: Context,
  { clusterId, groupNames }: { clusterId: string; groupNames: readonly string[] },
): Promise<LiveGroups & { partial?: PartialEntry[] }> {
  requirePermissionIn(ctx, 'group:read', clusterId)
  const { signal } = ctx
  const cluster = await getCluster(ctx, clusterId)
  const [groups, inventory, sample, mayHaveProxies] = await Promise.all([
    cluster.getGroupInventory({ signal }),
    cluster.getInventory({ signal }),
    getSample(cluster),
    canHaveProxies(clusterId),
  ])
  requireAnswers(groups)
  requireAnswers(inventory)
  const all = groupEntries(groups, sample)
  const entries = [...new Set(groupNames)].flatMap((name) => all.get(name) ?? [])

  const silent = new Map([...groups.partial, ...inventory.partial].map((entry) => [entry.address, entry]))
  const partial: PartialEntry[][] = [groups.partial]
  const itemByName = new Map<string, LiveGroup>()
  const deadlineMs = performance.now() + PATIENCE_MS
  const patient = { ...cluster, pageTimeoutMs: ONLINE_PATIENCE_MS }
  await askEach(entries, GROUPS_AT_ONCE, async (entry) => {
    if (performance.now() >= deadlineMs) return
    const { groupName } = entry.item
    const at = new Date()
    const reading = await readGroupProgress(cluster, {
      groupName,
      sample: entry.sample,
      inventory,
      online: readOnline(patient, groupName, signal, silent),
      deadlineMs: performance.now() + GROUP_PATIENCE_MS,
      signal,
      silent,
    })
    for (const lost of reading.live.partial) silent.set(lost.address, lost)
    partial.push(reading.partial)
    const hasUnknownProxies = cluster.proxies.length === 0 && mayHaveProxies
    const figures = liveFigures({ reading, sampled: entry.item, hasUnknownProxies, at })
    itemByName.set(groupName, { groupName, ...figures, state: groupState({ ...entry.item, ...figures }) })
  })
  const joined = joinPartial(...partial)
  return {
    items: entries.flatMap(({ item }) => itemByName.get(item.groupName) ?? []),
    notAsked: entries.map(({ item }) => item.groupName).filter((name) => !itemByName.has(name)),
    readAt: new Date(),
    ...(joined.length > 0 && { partial: joined }),
  }
}
