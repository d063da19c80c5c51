import { findRegistration } from '#lib/clusters/find-registration.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { compareVersions } from './compare-versions.ts'
import { type CveRule, cveLink, cveRules, knownCves } from './known-cves.ts'
import type { KnownCve } from './schema.ts'

/** Published weaknesses that nodes of a cluster have by their version, dead nodes included; with who muted which and why. */
export async function listCves(ctx: Context, { clusterId }: { clusterId: string }): Promise<{ items: KnownCve[] }> {
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  return { items: (await readCves(clusterId)).filter(({ nodes }) => nodes.length > 0) }
}

/** All that are known, those too that no node has. */
export async function readCves(clusterId: string): Promise<KnownCve[]> {
  const [rows, mutes] = await Promise.all([
    db().clusterNode.findMany({
      where: { clusterId },
      orderBy: [{ brokerName: 'asc' }, { brokerId: 'asc' }, { address: 'asc' }],
    }),
    db().mutedCve.findMany({ where: { clusterId } }),
  ])
  return cveRules.map((rule) => ({ ...shownRule(rule), nodes: nodesWith(rule.id), muted: muteOf(rule.id) }))

  function nodesWith(id: string): KnownCve['nodes'] {
    return rows
      .filter(({ kind, version }) => knownCves(kind, version).includes(id))
      .map(({ address, brokerName, brokerId, version }) => ({
        address,
        ...(brokerName !== null && { brokerName }),
        ...(brokerId !== null && { brokerId }),
        version: version ?? '',
      }))
  }

  function muteOf(id: string): KnownCve['muted'] {
    const mute = mutes.find(({ cve }) => cve === id)
    return mute ? { reason: mute.reason, by: mute.mutedBy, at: mute.mutedAt } : null
  }
}

const shownRule = ({ id, component, fixedIn }: CveRule) => ({
  id,
  component,
  fixedIn: [...fixedIn].sort(compareVersions),
  link: cveLink(id),
})
