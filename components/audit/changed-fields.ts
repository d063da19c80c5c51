export interface ChangedField {
  field: string
  before: string | null
  after: string | null
}

/** Leaves of a value by dotted path; arrays count as one leaf, as an operator reads them. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into)
    return
  }
  if (value === undefined) return
  into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
}

/** What a write changed, field by field, and how many fields stayed as they were. */
export function changedFields(before: unknown, after: unknown): { changed: ChangedField[]; unchangedCount: number } {
  const [old, next] = [new Map<string, string>(), new Map<string, string>()]
  flatten(before, '', old)
  flatten(after, '', next)
  const changed: ChangedField[] = []
  let unchangedCount = 0
  for (const field of new Set([...old.keys(), ...next.keys()])) {
    const [was, is] = [old.get(field) ?? null, next.get(field) ?? null]
    if (was === is) unchangedCount += 1
    else changed.push({ field: field || 'value', before: was, after: is })
  }
  return { changed, unchangedCount }
}
