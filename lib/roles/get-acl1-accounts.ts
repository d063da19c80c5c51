import type { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { PlainAccessConfig } from '#lib/rocketmq/admin/roles.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { Acl1Account, Acl1Accounts } from './acl1-schema.ts'
import { ownAccessKey } from './own-access-key.ts'
import { type Acl1Reading, partialOfAcl1, readAcl1 } from './read-acl1.ts'
import { toRoleBroker } from './unite-roles.ts'

/** The accounts of ACL 1.0 that brokers tell, united and compared; their secrets were never read. */
export async function getAcl1Accounts(
  ctx: Context,
  { clusterId }: { clusterId: string },
): Promise<z.output<typeof Acl1Accounts>> {
  requirePermission(ctx, 'role:read', clusterId)
  const readAt = new Date()
  const [readings, own] = await Promise.all([readAcl1(await getCluster(ctx, clusterId)), ownAccessKey(clusterId)])
  const known = readings.flatMap(({ server, config }) =>
    config ? [{ server, accounts: config.plainAccessConfigs }] : [],
  )
  const names = new Set(known.flatMap(({ accounts }) => accounts.map(({ accessKey }) => accessKey)))
  return {
    items: [...names].sort().map((accessKey) => uniteAccount(accessKey, known, accessKey === own)),
    brokers: readings.map(({ broker }) => broker),
    inForce: inForce(readings),
    readAt,
    ...partialOfAcl1(readings),
  }
}

function uniteAccount(
  accessKey: string,
  known: readonly { server: Server; accounts: readonly PlainAccessConfig[] }[],
  isOwnAccount: boolean,
): Acl1Account {
  const held = known.map(({ server, accounts }) => ({
    server,
    account: accounts.find((account) => account.accessKey === accessKey) ?? null,
  }))
  const usual = usualOf(held.flatMap(({ account }) => (account ? [account] : [])))
  const differsOn = held.flatMap(({ server, account }) => {
    const fields = account ? differingFields(usual, account) : []
    if (account && fields.length === 0) return []
    return [{ ...toRoleBroker(server), state: account ? ('DIFFERS' as const) : ('MISSING' as const), fields }]
  })
  const { topicPerms, groupPerms, ...rest } = usual
  return {
    ...rest,
    topicPerms: topicPerms.map(toPerm),
    groupPerms: groupPerms.map(toPerm),
    isOwnAccount,
    brokers: held.flatMap(({ server, account }) => (account ? [toRoleBroker(server)] : [])),
    isSameOnAll: differsOn.length === 0,
    differsOn,
  }
}

/** As most brokers have it. */
function usualOf(accounts: readonly PlainAccessConfig[]): PlainAccessConfig {
  const counts = new Map<string, { account: PlainAccessConfig; count: number }>()
  for (const account of accounts) {
    const key = JSON.stringify(comparable(account))
    counts.set(key, { account, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const [most] = [...counts.values()].toSorted((a, b) => b.count - a.count)
  if (!most) throw new Error('an account that nobody has')
  return most.account
}

const comparable = ({ topicPerms, groupPerms, ...rest }: PlainAccessConfig) => ({
  ...rest,
  topicPerms: [...topicPerms].sort(),
  groupPerms: [...groupPerms].sort(),
})

function differingFields(a: PlainAccessConfig, b: PlainAccessConfig): string[] {
  const [first, second]: Record<string, unknown>[] = [comparable(a), comparable(b)]
  return Object.keys(first ?? {}).filter((key) => JSON.stringify(first?.[key]) !== JSON.stringify(second?.[key]))
}

/** `orders=PUB|SUB`. */
function toPerm(text: string): { name: string; perm: string } {
  const cut = text.lastIndexOf('=')
  return cut === -1 ? { name: text, perm: '' } : { name: text.slice(0, cut), perm: text.slice(cut + 1) }
}

/** Which of the two refuses clients. Brokers that did not say count for nothing. */
function inForce(readings: readonly Acl1Reading[]): z.output<typeof Acl1Accounts>['inForce'] {
  const known = readings.flatMap(({ switches }) => (switches ? [switches] : []))
  if (known.length === 0) return 'UNKNOWN'
  const acl1 = known.some(({ aclEnable }) => aclEnable)
  const acl2 = known.some(
    ({ authenticationEnabled, authorizationEnabled }) => authenticationEnabled && authorizationEnabled,
  )
  return acl1 && acl2 ? 'BOTH' : acl1 ? 'ACL1' : acl2 ? 'ACL2' : 'NONE'
}
