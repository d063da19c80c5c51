import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { type FoundGroup, findGroup } from '#lib/groups/find-group.ts'
import { joinPartial } from '#lib/groups/join-partial.ts'
import { type LiveOnline, readOnline } from '#lib/groups/read-online.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { refuseReset } from './refuse-reset.ts'

/** Committed offsets: by broker address, topic and queueId. */
type Commits = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, bigint>>>

/** What all brokers say of a group now. */
export interface GroupFacts {
  found: FoundGroup
  inventory: Inventory
  live: LiveOnline
  /** Of the group, and of the one it is to be copied from. */
  commits: Commits
  sourceCommits: Commits
  /** Who did not answer. */
  partial: PartialEntry[]
}

/**
 * Asks every broker for topics, committed offsets and clients. What is decided on is never older than the question.
 *
 * @param sourceGroupName also its commits
 * @throws AppError NOT_FOUND; CONFLICT for a broadcast group, whose offsets are its clients' own
 */
export async function readFacts(
  cluster: LiveCluster,
  { groupName, sourceGroupName, signal }: { groupName: string; sourceGroupName: string | null; signal: AbortSignal },
): Promise<GroupFacts> {
  const [found, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal, fresh: true }),
  ])
  requireAnswers(inventory)
  const masters = masterServers(inventory.info, cluster.clusterNames ?? undefined)
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  const broadcastName = `${groupName}@broadcast`
  const groupNames = [groupName, broadcastName, ...(sourceGroupName === null ? [] : [sourceGroupName])]
  const [live, offsets] = await Promise.all([
    readOnline(cluster, groupName, signal),
    cluster.admin.groups.listOffsets(masters, { ...options, groupNames }),
  ])
  const commitsOf = (name: string): Commits =>
    new Map(
      offsets.done.map(({ server, value }) => [
        server.address,
        new Map(
          value
            .filter((committed) => committed.groupName === name)
            .map((committed) => [committed.topicName, committed.offsetByQueueId]),
        ),
      ]),
    )
  const commits = commitsOf(groupName)
  requireClustering(groupName, { found, live, commits, broadcast: commitsOf(broadcastName) })
  return {
    found,
    inventory,
    live,
    commits,
    sourceCommits: sourceGroupName === null ? new Map() : commitsOf(sourceGroupName),
    partial: joinPartial(
      offsets.failed.map(({ server, error }) => toPartialEntry(server, error)),
      inventory.partial,
      live.partial,
    ),
  }
}

/** While nobody is online the sampler's word counts, and what 5.x brokers keep apart for broadcasting clients. */
function requireClustering(
  groupName: string,
  { found, live, commits, broadcast }: Pick<GroupFacts, 'found' | 'live' | 'commits'> & { broadcast: Commits },
): void {
  const hasOnly = sizeOf(broadcast) > 0 && sizeOf(commits) === 0
  const model = live.model ?? found.entry.sample?.model ?? (hasOnly ? 'BROADCASTING' : null)
  if (model !== 'BROADCASTING') return
  throw refuseReset(
    'BROADCAST',
    `${groupName} is a broadcast group: each of its clients keeps its own offsets, so there are none to reset.`,
  )
}

const sizeOf = (commits: Commits) => [...commits.values()].reduce((sum, topics) => sum + topics.size, 0)

export const commitOf = (
  commits: Commits,
  { address }: Pick<Server, 'address'>,
  topicName: string,
  queueId: number,
): bigint | undefined => commits.get(address)?.get(topicName)?.get(queueId)
