import { db } from '#lib/db/db.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import { parseJsonPath } from './json-path.ts'
import { Pattern } from './pattern.ts'
import type { NewMaskingRule } from './schema.ts'

/**
 * A rule that says what it does, field by field: one that hides nothing, though it looks as if it did, is worse than none.
 *
 * @throws AppError INVALID_INPUT with one message per field
 */
export async function requireSoundRule(rule: NewMaskingRule): Promise<void> {
  const fields = [...faultsOf(rule), ...(await unknownClusters(rule))]
  if (fields.length > 0) throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
}

export function faultsOf({ appliesTo, mode, jsonPaths, propertyNames, pattern }: NewMaskingRule): FieldError[] {
  const fields: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string, params?: FieldError['params']) =>
    fields.push({ path: `body.${path}`, rule, detail, ...(params && { params }) })
  const looksAt = new Set(appliesTo)
  for (const [index, path] of jsonPaths.entries()) {
    const read = parseJsonPath(path)
    if (typeof read === 'string') refuse(`jsonPaths.${index}`, 'jsonPath', `${path}: ${read}`, { why: read })
  }
  if (pattern !== null) {
    const why = whyNoPattern(pattern)
    if (why) refuse('pattern', 'regex', `This is no regular expression that can be used: ${why}`, { why })
  }
  if (jsonPaths.length > 0 && !looksAt.has('JSON')) {
    refuse('jsonPaths', 'notApplied', 'Paths are of JSON bodies, which the rule does not look at.')
  }
  if (propertyNames.length > 0 && !looksAt.has('PROPERTIES')) {
    refuse('propertyNames', 'notApplied', 'Names are of properties, which the rule does not look at.')
  }
  if (looksAt.has('TEXT') && pattern === null) {
    refuse('pattern', 'required', 'In a text only a pattern can be looked for.')
  }
  if (looksAt.has('JSON') && jsonPaths.length === 0 && (mode === 'ALLOW' || pattern === null)) {
    refuse('jsonPaths', 'required', 'Name the fields of a JSON body.')
  }
  return fields
}

function whyNoPattern(source: string): string | null {
  try {
    return new Pattern(source).isEmptyMatch ? 'it matches an empty text.' : null
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : String(error)
  }
}

async function unknownClusters({ clusters }: NewMaskingRule): Promise<FieldError[]> {
  if (clusters === 'all' || !clusters.clusterIds) return []
  const known = await db().cluster.findMany({
    where: { clusterId: { in: clusters.clusterIds }, removedAt: null },
    select: { clusterId: true },
  })
  const missing = clusters.clusterIds.filter((id) => !known.some(({ clusterId }) => clusterId === id))
  if (missing.length === 0) return []
  return [{ path: 'body.clusters', rule: 'unknown', detail: `There is no cluster ${missing.join(', ')}.` }]
}
