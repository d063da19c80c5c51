import { randomBytes } from 'node:crypto'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { mqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readListAcl, readListUser } from '#dev/rocketmq/mqadmin-roles.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { allServers, masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { createRole } from '../create-role.ts'
import { NewRole, type WrittenRole } from '../write-schema.ts'

export interface RoleLab {
  clusterId: string
  live: LiveCluster
  /** Masters and slaves. */
  servers: Server[]
  /** A name that no other test has. */
  nameOf: (what: string) => string
  createTopic: (topicName: string) => Promise<unknown>
  /** Through the verb, parsed as the endpoint does. */
  create: (
    role: Record<string, unknown>,
    ctx?: Context,
  ) => Promise<WrittenRole & { key: { accessKey: string; secretKey: string } }>
  /** What mqadmin tells of a role on every broker, or on one, by address; null where it has no user. */
  told: (roleName: string, at?: string) => Promise<Map<string, { user: string[] | null; policies: string[] }>>
  /** Deletes all roles of this run. */
  clean: () => Promise<void>
}

export const adminContext = () => workerContext(new AbortController().signal)

/** A registered lab cluster for tests of roles; `mqadmin` is the judge. */
export async function openRoleLab(cluster: LabCluster): Promise<RoleLab> {
  const run = randomBytes(3).toString('hex')
  const { clusterId } = await registerLab(cluster)
  const live = await getCluster(adminContext(), clusterId)
  const info = await live.admin.cluster.get()
  const servers = allServers(info)
  const nameOf = (what: string) => `${what}-${run}`
  return {
    clusterId,
    live,
    servers,
    nameOf,
    createTopic: (topicName) =>
      live.admin.topics.create(masterServers(info), {
        topicName,
        readQueueNums: 1,
        writeQueueNums: 1,
        perm: 6,
        order: false,
        attributes: {},
      }),
    async create(role, ctx = adminContext()) {
      const body = NewRole.parse(role)
      const written = await createRole(ctx, { clusterId, ...body })
      if ('dryRun' in written) throw new Error('this was no dry run')
      const secretKey = written.newSecretKey ?? body.secretKey ?? ''
      return { ...written, key: { accessKey: body.roleName, secretKey } }
    },
    async told(roleName, at) {
      const found = new Map<string, { user: string[] | null; policies: string[] }>()
      for (const address of at === undefined ? servers.map((server) => server.address) : [at]) {
        const users = readListUser(await mqadmin(cluster, ['listUser', '-b', address]))
        const acls = readListAcl(await mqadmin(cluster, ['listAcl', '-b', address]))
        found.set(address, {
          user: users.find(([name]) => name === roleName) ?? null,
          policies: acls
            .filter(([subject]) => subject === `User:${roleName}`)
            .map(([, ...words]) => words.join(' '))
            .sort(),
        })
      }
      return found
    },
    async clean() {
      for (const server of servers) {
        const users = await live.admin.roles.listUsers(server)
        for (const { username } of users) {
          if (username.includes(run)) await live.admin.roles.deleteUser(server, username)
        }
      }
    },
  }
}
