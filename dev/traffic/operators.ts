import { setTimeout as delay } from 'node:timers/promises'
import type { ApogeeTarget } from './make-demo-resources.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** The ledger's dead letters, for those of the mails are what people try things with. */
const ledger = 'demo_ledger'
const warehouse = 'demo_warehouse'
/** So many must be there before some of them are sent again, and so many are. */
const lettersBefore = 10
const lettersResent = 3
/** Late enough that who has just started the demo finds the warehouse running. */
const firstRewindMs = 3 * HOUR_MS
const rewindPeriodMs = 24 * HOUR_MS
const rewoundMs = 10 * MINUTE_MS

/**
 * What operators of the scenarios do, through the console's API with a token: some dead letters of the ledger are sent again, and
 * the warehouse is rewound by ten minutes once a day. What is refused is told, and tried again.
 */
export function startOperators(apogee: ApogeeTarget, signal: AbortSignal): void {
  void repeat('dead letters of the ledger', MINUTE_MS, MINUTE_MS, signal, () => resendSome(apogee, signal))
  void repeat('rewind of the warehouse', firstRewindMs, rewindPeriodMs, signal, async () => {
    await rewind(apogee, signal)
    return false
  })
}

/** @param run says whether it is done for good */
async function repeat(
  name: string,
  firstMs: number,
  periodMs: number,
  signal: AbortSignal,
  run: () => Promise<boolean>,
): Promise<void> {
  try {
    for (let pauseMs = firstMs; ; pauseMs = periodMs) {
      await delay(pauseMs, undefined, { signal })
      try {
        if (await run()) return
      } catch (error) {
        if (!signal.aborted) console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Once: a demo that was started before has some. */
async function resendSome(apogee: ApogeeTarget, signal: AbortSignal): Promise<boolean> {
  const ask = (method: string, path: string, body?: object) => call(apogee, method, path, body, signal)
  const groups = (await ask('GET', `/dead-letters?q=${ledger}`)) as { items: { groupName: string }[] }
  // Without any letter there is no such topic to ask about.
  if (!groups.items.some(({ groupName }) => groupName === ledger)) return false
  const resends = (await ask('GET', `/dead-letters/${ledger}/resends?pageSize=1`)) as { total: number }
  if (resends.total > 0) return true
  const path = `/dead-letters/${ledger}?state=NEW&order=oldest&pageSize=20`
  const { items } = (await ask('GET', path)) as { items: { offsetMsgId: string }[] }
  if (items.length < lettersBefore) return false
  for (const { offsetMsgId } of items.slice(0, lettersResent)) {
    const body = { messageId: offsetMsgId, reason: 'The ledger was restored' }
    await ask('POST', `/dead-letters/${ledger}/resend`, body)
  }
  return true
}

async function rewind(apogee: ApogeeTarget, signal: AbortSignal): Promise<void> {
  const offsets = `/groups/${warehouse}/offsets`
  const target = { kind: 'TIME', at: new Date(Date.now() - rewoundMs).toISOString() }
  const asked = { scope: { topicNames: ['demo_binlog'] }, target }
  const { previewId } = (await call(apogee, 'POST', `${offsets}/preview`, asked, signal)) as { previewId: string }
  await call(apogee, 'POST', `${offsets}/reset`, { previewId, reason: 'Daily rebuild of ten minutes' }, signal)
}

/** Under the cluster's path. @throws Error with the answer's own words when it is refused */
async function call(
  { url, token, clusterId }: ApogeeTarget,
  method: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/clusters/${clusterId}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}
