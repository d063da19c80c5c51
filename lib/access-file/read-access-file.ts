import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { jsonDepth, parseWith } from '#lib/api/parse-request.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import { isBuiltIn } from '#lib/users/permission-sets.ts'
import { canonical } from './canonical.ts'
import { AccessFileContent } from './schema.ts'
import { whereJsonBreaks } from './where-json-breaks.ts'

const MAX_BYTES = 1024 * 1024
const MAX_DEPTH = 32

export type ReadAccessFile = { content: AccessFileContent; sha256: string } | { faults: FieldError[] }

/** Reads the whole file, by the rules of the API. Paths of faults lead into the file: `grants[3].scope.clusters`. */
export async function readAccessFile(path: string): Promise<ReadAccessFile> {
  let bytes: Buffer
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) {
      const params = { bytes: size, max: MAX_BYTES }
      return oneFault('tooManyBytes', `${size} bytes, of at most ${MAX_BYTES}.`, params)
    }
    bytes = await readFile(path)
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException // `fs` throws nothing else
    return oneFault('unreadable', `Cannot be read: ${code}.`, { code })
  }
  return parseAccessFile(bytes)
}

export function parseAccessFile(bytes: Buffer): ReadAccessFile {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return oneFault('format', 'The file is not UTF-8.', { format: 'utf-8' })
  }
  if (jsonDepth(text) > MAX_DEPTH) {
    return oneFault('tooDeep', `Nested too deeply: at most ${MAX_DEPTH} levels.`, { max: MAX_DEPTH })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Its own words may show what stands there, and that may be a secret.
    const { line, column } = whereJsonBreaks(text) ?? { line: 1, column: 1 }
    return oneFault('jsonAt', `Not JSON: line ${line}, column ${column}.`, { line, column })
  }
  try {
    const content = parseWith(AccessFileContent, value, root)
    const faults = crossCheck(content)
    if (faults.length > 0) return { faults }
    return { content, sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { faults: (error.facts.fields ?? []).map(toFault) }
  }
}

const oneFault = (rule: string, detail: string, params: Record<string, string | number>) => ({
  faults: [{ path: '', rule, params, detail }],
})

const root = 'file'
function toFault(field: FieldError): FieldError {
  const path = placeOf(field.path)
  // All that there are would be a page of names.
  if (field.rule === 'oneOf' && /permissions\[\d+\]$/.test(path)) {
    return { path, rule: 'noPermission', detail: 'There is no such permission.' }
  }
  return { ...field, path }
}

/** `file.grants.3.scope` → `grants[3].scope` */
const placeOf = (path: string) =>
  path
    .slice(root.length)
    .replace(/\.(\d+)(?=\.|$)/g, '[$1]')
    .replace(/^\./, '')

/**
 * What concerns two entries. A set must be built in or of this file: one that is made in the console later, by whoever may make sets,
 * must not fill a grant with what its author never saw.
 */
function crossCheck({ permissionSets, grants, providers }: AccessFileContent): FieldError[] {
  const names = new Set(permissionSets.map(({ name }) => name))
  const requireKnown = (name: string, path: string): FieldError[] =>
    isBuiltIn(name) || names.has(name)
      ? []
      : [{ path, rule: 'notInFile', detail: `${name} is neither built in nor a set of this file.` }]
  return [
    ...repeated(
      permissionSets,
      ({ name }) => name,
      (i) => `permissionSets[${i}].name`,
    ),
    ...repeated(grants, canonical, (i) => `grants[${i}]`),
    ...repeated(
      providers,
      ({ providerId }) => providerId,
      (i) => `providers[${i}].providerId`,
    ),
    ...repeated(
      providers,
      ({ name }) => name,
      (i) => `providers[${i}].name`,
    ),
    ...grants.flatMap(({ permissionSet }, i) => requireKnown(permissionSet, `grants[${i}].permissionSet`)),
    ...providers.flatMap(({ defaultGrant, rules }, i) => [
      ...(defaultGrant ? requireKnown(defaultGrant.permissionSet, `providers[${i}].defaultGrant.permissionSet`) : []),
      ...rules.flatMap(({ permissionSet }, j) =>
        requireKnown(permissionSet, `providers[${i}].rules[${j}].permissionSet`),
      ),
    ]),
  ]
}

function repeated<T>(items: readonly T[], keyOf: (item: T) => string, pathOf: (i: number) => string): FieldError[] {
  const seen = new Set<string>()
  return items.flatMap((item, i) => {
    const key = keyOf(item)
    if (seen.has(key)) return [{ path: pathOf(i), rule: 'repeated', detail: 'Stands there twice.' }]
    seen.add(key)
    return []
  })
}
