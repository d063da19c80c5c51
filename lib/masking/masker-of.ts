import { db } from '#lib/db/db.ts'
import { isForCluster } from '#lib/users/is-for-cluster.ts'
import { compileRule } from './compile-rule.ts'
import { Masker } from './masker.ts'
import { readRules } from './rule-row.ts'

/** A rule that was written elsewhere holds here after this. */
const FRESH_MS = 1_000

interface Held {
  at: number
  masker: Promise<Masker>
}

const held = new Map<string, Held>()
/** Rules are compiled anew only when they have changed. */
const compiled = new Map<string, { fingerprint: string; masker: Masker }>()

/**
 * The rules that hold in a cluster now. Whoever cannot read them gets no message at all.
 *
 * @throws what the database says
 */
export function maskerOf(clusterId: string): Promise<Masker> {
  const known = held.get(clusterId)
  const now = performance.now()
  if (known && now - known.at < FRESH_MS) return known.masker
  const masker = loadMasker(clusterId)
  const entry = { at: now, masker }
  held.set(clusterId, entry)
  masker.catch(() => {
    if (held.get(clusterId) === entry) held.delete(clusterId)
  })
  return masker
}

/** What this process has written holds in it at once. */
export function forgetMaskers(): void {
  held.clear()
}

async function loadMasker(clusterId: string): Promise<Masker> {
  const [rules, cluster] = await Promise.all([
    readRules(),
    db().cluster.findUnique({ where: { clusterId }, select: { clusterId: true, environment: true, labels: true } }),
  ])
  const own = rules.filter(({ isEnabled, clusters }) => isEnabled && (!cluster || isForCluster(clusters, cluster)))
  const fingerprint = JSON.stringify(own.map(({ ruleId, revision }) => [ruleId, revision]))
  const known = compiled.get(clusterId)
  if (known?.fingerprint === fingerprint) return known.masker
  const masker = new Masker(own.map(compileRule))
  compiled.set(clusterId, { fingerprint, masker })
  return masker
}
