import { sealSecrets } from '#lib/clusters/cluster-columns.ts'
import { findRegistration, writeRegistration } from '#lib/clusters/find-registration.ts'
import { adminClientOptions, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { BrokerPlan } from './plan-role.ts'

/**
 * Gives the console's own account a new secret, one broker after the other: each is asked something with the new secret before the next
 * one is told. Then the registration gets it. What fails takes everything back, so that the console never locks itself out by
 * halves; therefore every broker must answer first, and nothing of this can be aborted on the way.
 *
 * @returns the brokers, by address
 * @throws AppError CONFLICT when a broker does not answer or lacks the role; CLUSTER_REJECTED when one did not take the new secret
 */
export async function rotateOwnAccount(
  { clusterId, admin }: LiveCluster,
  plans: readonly BrokerPlan[],
  secretKey: string,
): Promise<string[]> {
  const blocked = plans.find((plan) => plan.blocked)?.blocked
  if (blocked) {
    const detail = `${blocked.detail} The console would lose it: all brokers must answer when its own account gets a new secret.`
    throw new AppError('CONFLICT', detail, { reason: 'OWN_ACCOUNT' })
  }
  const row = await findRegistration(clusterId)
  const options = await adminClientOptions(row)
  const { credentials } = options
  if (!credentials) throw new AppError('CONFLICT', 'The registration has no account of its own any more.')
  const { accessKey } = credentials
  const renewed = new AdminClient({ ...options, credentials: { accessKey, secretKey } })
  const told: Server[] = []
  try {
    for (const { server } of plans) {
      told.push(server)
      await admin.roles.updateUser(server, { username: accessKey, password: secretKey })
      // What counts is whether the new one works, whatever the answer was.
      await renewed.roles.getUser(server, accessKey)
    }
    await db().$transaction(async (tx) => {
      const secrets = await sealSecrets({ credentials: { accessKey, secretKey } }, row, tx)
      await writeRegistration(row, secrets, tx)
    })
    return told.map(({ address }) => address)
  } catch (error) {
    const stuck = await takeBack(renewed, told, { username: accessKey, password: credentials.secretKey })
    throw refused(error, stuck)
  } finally {
    renewed.close()
  }
}

/** @returns brokers of which it is not known that they have the old secret again */
async function takeBack(
  renewed: AdminClient,
  told: readonly Server[],
  user: { username: string; password: string },
): Promise<string[]> {
  const outcomes = await Promise.all(
    told.map(async (server) => {
      try {
        const { state } = await renewed.roles.updateUser(server, user)
        // Refused with the new secret: it still has the old one.
        return state === 'unknown' ? [server.address] : []
      } catch (error) {
        log.error({ error, address: server.address }, 'the old secret could not be given back')
        return [server.address]
      }
    }),
  )
  return outcomes.flat()
}

function refused(error: unknown, stuck: readonly string[]): unknown {
  const why = error instanceof Error ? error.message : ''
  const end =
    stuck.length === 0
      ? 'The old secret holds everywhere again.'
      : `${stuck.join(', ')} may have the new secret and did not take the old one back: set it there with mqadmin updateUser.`
  if (!(error instanceof RocketmqError || error instanceof AppError)) return error
  return new AppError('CLUSTER_REJECTED', `The new secret was not taken: ${why}. ${end}`, {}, { cause: error })
}
