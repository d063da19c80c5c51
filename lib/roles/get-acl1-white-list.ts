import type { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { Acl1WhiteList } from './acl1-schema.ts'
import { partialOfAcl1, readAcl1 } from './read-acl1.ts'
import { toRoleBroker } from './unite-roles.ts'

/** Addresses that ACL 1.0 lets in without an account, by the brokers that say so. */
export async function getAcl1WhiteList(
  ctx: Context,
  { clusterId }: { clusterId: string },
): Promise<z.output<typeof Acl1WhiteList>> {
  requirePermission(ctx, 'role:read', clusterId)
  const readAt = new Date()
  const readings = await readAcl1(await getCluster(ctx, clusterId))
  const known = readings.flatMap(({ server, config }) => (config ? [{ server, config }] : []))
  const addresses = new Set(known.flatMap(({ config }) => config.globalWhiteAddrs))
  return {
    items: [...addresses].map((address) => {
      const holders = known.filter(({ config }) => config.globalWhiteAddrs.includes(address))
      return {
        address,
        brokers: holders.map(({ server }) => toRoleBroker(server)),
        isOnAll: holders.length === known.length,
      }
    }),
    brokers: readings.map(({ broker }) => broker),
    readAt,
    ...partialOfAcl1(readings),
  }
}
