import { basename } from 'node:path'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { keepWaitingGrants } from '#lib/users/waiting-grants.ts'
import { type AccessFileState, keepAccessFileState, readAccessFileState } from './access-file-state.ts'
import { canonical } from './canonical.ts'
import { planAccess } from './plan-access.ts'
import { readAccessFile } from './read-access-file.ts'
import { readSecrets } from './read-secrets.ts'
import { readStored } from './read-stored.ts'
import type { AccessFileContent, Finding } from './schema.ts'
import { takeStep } from './take-step.ts'

/**
 * Brings permission sets, grants and providers to what the file of APOGEE_ACCESS_FILE says. The worker calls it every few seconds:
 * users, clusters and conflicts come and go while the file stays, and what holds already costs a comparison only.
 *
 * A file that cannot be used changes nothing. Without one, what came from it stays as it is.
 */
export async function applyAccessFile(
  ctx: Context,
  { now, path = env().APOGEE_ACCESS_FILE }: { now: Date; path?: string | undefined },
): Promise<void> {
  const before = await readAccessFileState()
  if (path === undefined) {
    if (before.path === null) return
    await keepWaitingGrants([])
    await keep(before, { ...before, path: null, state: 'NONE', faults: [], findings: [] })
    return
  }
  const read = await readAccessFile(path)
  if ('faults' in read) {
    // Places of earlier findings would lead into another file.
    await keep(before, { ...before, path, state: 'INVALID', faults: read.faults.slice(0, 100), findings: [] })
    return
  }
  const { content, sha256 } = read
  const findings = await bringAbout(asFile(ctx, path), content, now)
  const loadedAt = before.sha256 === sha256 ? before.loadedAt : now
  await keep(before, { path, state: 'APPLIED', sha256, loadedAt, faults: [], findings })
}

/** In the audit: the worker, on behalf of the file. */
const asFile = (ctx: Context, path: string): Context => ({
  ...ctx,
  actor: { ...ctx.actor, onBehalfOf: basename(path) },
  isAccessFile: true,
})

async function bringAbout(ctx: Context, content: AccessFileContent, now: Date): Promise<Finding[]> {
  const secrets = await Promise.all(content.providers.map(readSecrets))
  const { steps, findings, waiting } = planAccess(content, await readStored(content), secrets, now)
  await keepWaitingGrants(waiting)
  for (const step of steps) {
    ctx.signal.throwIfAborted()
    findings.push(...(await takeStep(ctx, step)))
  }
  return findings
}

/** Stores and tells what is new. */
async function keep(before: AccessFileState, after: AccessFileState): Promise<void> {
  if (canonical(before) === canonical(after)) return
  await keepAccessFileState(after)
  const { path, state, sha256, faults, findings } = after
  if (state === 'INVALID') log.error({ path, faults }, 'access file cannot be used: what it said before holds')
  else if (findings.length > 0) log.warn({ path, sha256, findings }, 'access file applied, but not all of it')
  else log.info({ path, sha256 }, 'access file applied')
}
