import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { env, rootSecrets } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import type { AlarmAction, AlarmLink } from './schema.ts'

/** A message that is older is no place to act from: the alarm's page shows what is now. */
const VALID_MS = 7 * 24 * 3_600_000

interface Alarm {
  clusterId: string
  instanceId: string
}

/** The page of one alarm. */
export const alarmLink = ({ clusterId, instanceId }: Alarm): string =>
  `${env().APOGEE_URL}/clusters/${clusterId}/alarms/${encodeURIComponent(instanceId)}`

/**
 * A signed link to acknowledge or silence an alarm. It lets nobody in: whoever follows it signs in, needs the right, and decides
 * there. The signature says that the console made it, so that what it opens is what the message was about.
 */
export function actionLink(alarm: Alarm, action: AlarmAction, now: Date): string {
  const expiresAt = Math.floor((now.getTime() + VALID_MS) / 1000)
  const content = Buffer.from([action, expiresAt, alarm.clusterId, alarm.instanceId].join('\n')).toString('base64url')
  return `${env().APOGEE_URL}/alarms/act?link=${content}.${sign(content, rootSecrets().current)}`
}

/** @throws AppError INVALID_INPUT when the console did not make the link, or it has expired */
export function openActionLink(link: string, now: Date): AlarmLink {
  const [content = '', signature = ''] = link.split('.')
  const { current, previous } = rootSecrets()
  const isOurs = [current, ...previous].some((secret) => isEqual(sign(content, secret), signature))
  const [action, expires, clusterId = '', instanceId = ''] = Buffer.from(content, 'base64url')
    .toString('utf8')
    .split('\n')
  if (!isOurs || (action !== 'acknowledge' && action !== 'silence')) throw refused('ALTERED', 'This link is not whole.')
  const expiresAt = new Date(Number(expires) * 1000)
  if (expiresAt < now) throw refused('EXPIRED', 'This link has expired. Open the alarm from the list.')
  return { action, clusterId, instanceId, expiresAt }
}

const refused = (reason: string, detail: string) =>
  new AppError('INVALID_INPUT', detail, { reason, fields: [{ path: 'params.link', rule: 'invalid', detail }] })

function sign(content: string, secret: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'apogee alarm links 1', 32))
  return createHmac('sha256', key).update(content).digest('base64url')
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
