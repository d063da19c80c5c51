import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { builtInRiskRules, type ClientRiskRule } from './client-risks.ts'

const Version = z.string().regex(/^\d{1,3}(\.\d{1,3}){0,2}$/, 'must be like 4.9.8')
const RuleFile = z
  .array(
    z.strictObject({
      risk: z.string().trim().min(1).max(64),
      language: z.string().trim().min(1).max(32),
      from: Version.optional(),
      below: Version,
      advice: z.string().trim().min(1).max(1_000),
      link: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    }),
  )
  .max(200)

export interface RiskRules {
  rules: readonly ClientRiskRule[]
  /** FILE: of APOGEE_CLIENT_RULES. After a change that cannot be read the last good rules hold. */
  source: 'BUILT_IN' | 'FILE'
  /** Why the file cannot be read now. */
  error: string | null
}

/** A file is looked at so often at most: lists judge thousands of clients at once. */
const LOOK_EVERY_MS = 500
const MAX_BYTES = 256 * 1024

const builtIn: RiskRules = { rules: builtInRiskRules, source: 'BUILT_IN', error: null }
let held = { path: '', stamp: '', lookedAt: Number.NEGATIVE_INFINITY, found: builtIn }

/** The rules about client versions in force now: those of the file when one is set, read again when it has changed. */
export function riskRules(path = env().APOGEE_CLIENT_RULES): RiskRules {
  if (path === undefined) return builtIn
  if (held.path !== path) held = { path, stamp: '', lookedAt: Number.NEGATIVE_INFINITY, found: builtIn }
  const now = performance.now()
  if (now - held.lookedAt < LOOK_EVERY_MS) return held.found
  held.lookedAt = now
  const stamp = stampOf(path)
  if (stamp === held.stamp) return held.found
  held.stamp = stamp
  try {
    held.found = { rules: readRules(path), source: 'FILE', error: null }
    log.info({ path, rules: held.found.rules.length }, 'client rules read')
  } catch (error) {
    const reason = error instanceof z.ZodError ? wordsOf(error) : error instanceof Error ? error.message : String(error)
    held.found = { ...held.found, error: `APOGEE_CLIENT_RULES: ${reason.replaceAll(path, basename(path))}` }
    log.error({ path, reason }, 'client rules cannot be read: those before hold')
  }
  return held.found
}

/** Another one after each change, also when an editor puts a new file in its place. */
function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}` : 'missing'
}

function readRules(path: string): ClientRiskRule[] {
  const text = readFileSync(path, 'utf8')
  if (text.length > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`)
  return RuleFile.parse(JSON.parse(text))
}

/** `rule 2, below: must be like 4.9.8` */
function wordsOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 5)
    .map(({ path: [index, ...rest], message }) =>
      typeof index === 'number'
        ? `rule ${index + 1}${rest.length > 0 ? `, ${rest.join('.')}` : ''}: ${message}`
        : message,
    )
    .join('; ')
}
