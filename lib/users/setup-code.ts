import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'

export const setupCodeKey = 'setup-code-hash'

/** Replicas that start together share the code of the first; a later start prints a new one, for the old log may be gone. */
const sharedForMs = 60_000

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
/** 100 bits in four groups, to be typed or copied. */
function makeCode(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

const hashOf = (code: string) => createHash('sha256').update(code.trim().toLowerCase()).digest('hex')

/**
 * While there is no user, prints the one-time code that `/setup` asks for. To be called when the web process starts.
 * The code stands in the log and nowhere else; the database keeps its hash.
 */
export async function announceSetupCode(): Promise<void> {
  if (await isSetUp()) return
  const code = makeCode()
  const rows = await db().$queryRaw<{ key: string }[]>`
    insert into settings (key, value, updated_at) values (${setupCodeKey}, to_jsonb(${hashOf(code)}::text), now())
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
      where settings.updated_at < now() - make_interval(secs => ${sharedForMs / 1000})
    returning key`
  const url = `${env().APOGEE_URL}/setup`
  if (rows.length > 0) log.info({ url }, `No user yet. Open ${url} and enter the one-time code ${code}`)
  else log.info({ url }, `No user yet. Open ${url}; another process has just printed the one-time code`)
}

export async function isSetupCode(code: string): Promise<boolean> {
  const setting = await db().setting.findUnique({ where: { key: setupCodeKey } })
  if (typeof setting?.value !== 'string') return false
  return timingSafeEqual(Buffer.from(setting.value), Buffer.from(hashOf(code)))
}
