import { AppError } from '#lib/errors.ts'
import { compareVersions } from '#lib/nodes/compare-versions.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { CreatableTopicType } from './schema.ts'

/** Topic attributes, and with them types, came with 5.0. An older broker ignores them and says SUCCESS, hence the question. */
const TYPES_SINCE_MAJOR = 5
const LITE_SINCE = '5.5.0'

/**
 * Can these brokers hold a topic of this type? A broker that does not answer is not judged: the write will tell.
 *
 * @throws AppError NOT_SUPPORTED for a type on a broker whose version does not have it, INVALID_INPUT for MIXED where the broker forbids it
 */
export async function checkTopicType(
  admin: AdminClient,
  masters: readonly Server[],
  type: CreatableTopicType,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<void> {
  if (type === 'NORMAL') return
  await Promise.all(
    masters.map(async (master) => {
      try {
        await checkBroker(admin, master, type, options)
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
      }
    }),
  )
}

/**
 * Can these brokers keep what came with 5.0? One that does not answer is not judged: the write will tell.
 *
 * @param lacks what an older broker has not, in words: `no ordered flag`
 * @throws AppError NOT_SUPPORTED
 */
export async function requireTopicVersion(
  admin: AdminClient,
  masters: readonly Server[],
  lacks: string,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<void> {
  await Promise.all(
    masters.map(async (master) => {
      try {
        const { version } = await admin.brokers.probe(master, options)
        if (Number.parseInt(version, 10) >= TYPES_SINCE_MAJOR) return
        const detail = `${master.brokerName} is of version ${version}, which has ${lacks}: it would say SUCCESS and keep nothing.`
        throw new AppError('NOT_SUPPORTED', detail, { neededVersion: '5.0.0' })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
      }
    }),
  )
}

async function checkBroker(
  admin: AdminClient,
  master: Server,
  type: CreatableTopicType,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<void> {
  const { version } = await admin.brokers.probe(master, options)
  const major = Number.parseInt(version, 10)
  if (major < TYPES_SINCE_MAJOR) {
    const detail = `${master.brokerName} is of version ${version}, which knows no topic types: only NORMAL can be created.`
    throw new AppError('NOT_SUPPORTED', detail, { neededVersion: '5.0.0' })
  }
  if (type === 'LITE' && /^\d/.test(version) && compareVersions(version, LITE_SINCE) < 0) {
    const detail = `${master.brokerName} is of version ${version}, which has no topics of type LITE.`
    throw new AppError('NOT_SUPPORTED', detail, { neededVersion: LITE_SINCE })
  }
  if (type !== 'MIXED') return
  const { enableMixedMessageType } = await admin.brokers.getConfig(master, options)
  if (enableMixedMessageType === 'true') return
  const detail = `${master.brokerName} does not allow topics of type MIXED (enableMixedMessageType).`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.type', rule: 'mixedTypeOff', params: { brokerName: master.brokerName }, detail }],
  })
}
