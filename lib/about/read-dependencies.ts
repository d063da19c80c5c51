import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Dependency } from './schema.ts'

const Manifest = z.object({
  version: z.string().default(''),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
})

let known: Dependency[] | undefined

/** The packages that the console names as its own dependencies, with their licences; what cannot be read is left out. */
export function readDependencies(root = process.cwd()): Dependency[] {
  known ??= Object.keys(readManifest(root)?.dependencies ?? {}).flatMap((name) => {
    const manifest = readManifest(path.join(root, 'node_modules', name))
    return manifest ? [{ name, version: manifest.version, license: manifest.license ?? null }] : []
  })
  return known
}

function readManifest(folder: string): z.output<typeof Manifest> | null {
  try {
    const parsed = Manifest.safeParse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
