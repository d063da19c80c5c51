import { readFileSync } from 'node:fs'
import path from 'node:path'

let known: string | null | undefined

/** The commit of the checkout that this process runs from; null where there is no checkout. */
export function readCommit(root = process.cwd()): string | null {
  known ??= commitOf(path.join(root, '.git'))
  return known
}

function commitOf(folder: string): string | null {
  const head = read(folder, 'HEAD')
  const ref = /^ref: (\S+)$/.exec(head ?? '')?.[1]
  const commit = ref === undefined ? head : (read(folder, ref) ?? packed(folder, ref))
  return commit !== null && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null
}

function packed(folder: string, ref: string): string | null {
  const line = read(folder, 'packed-refs')
    ?.split('\n')
    .find((each) => each.endsWith(` ${ref}`))
  return line?.split(' ')[0] ?? null
}

function read(folder: string, file: string): string | null {
  try {
    return readFileSync(path.join(folder, file), 'utf8').trim()
  } catch {
    return null
  }
}
