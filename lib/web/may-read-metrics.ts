import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '#lib/env.ts'
import { directLoopbackHeader } from '#lib/web/client-address.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** With APOGEE_METRICS_TOKEN whoever sends it; without one only a program on this machine that asks us directly. */
export function mayReadMetrics(headers: Headers, token = env().APOGEE_METRICS_TOKEN): boolean {
  if (token === undefined) return headers.get(directLoopbackHeader) === '1'
  const sent = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  return sent !== undefined && timingSafeEqual(digest(sent), digest(token))
}
