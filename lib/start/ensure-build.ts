import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withFileLock } from '#lib/db/file-lock.ts'

const root = path.resolve(import.meta.dirname, '../..')
const stampFile = path.join(root, '.next', 'apogee-build.json')

/** What a build depends on: everything that Next compiles, and the versions of what it is compiled with. */
const sources = [
  '{app,components,i18n,lib,design}/**/*.{ts,tsx,css,json,svg}',
  '{next.config.ts,proxy.ts,postcss.config.mjs,package.json,package-lock.json}',
]
const isNoSource = (file: string) =>
  /\.test\.tsx?$|\/testing\/|^lib\/(start|worker|main\.ts)|^i18n\/en\.d\.json\.ts$/.test(file)

interface Stamp {
  basePath: string
  sourceHash: string
}

function currentStamp(basePath: string): Stamp {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile()) // `openapi.json` is a route's folder
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !isNoSource(file))
  for (const file of files.sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  }
  return { basePath, sourceHash: hash.digest('hex') }
}

function isBuilt(wanted: Stamp): boolean {
  if (!existsSync(stampFile)) return false
  const found = JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp // written below; a half-written one cannot be: see there
  return found.basePath === wanted.basePath && found.sourceHash === wanted.sourceHash
}

/**
 * Builds the pages unless there is a build of these very sources for this base path: the browser's code carries the path it was
 * built for. Of several processes one builds and the others wait.
 *
 * @throws Error when the build fails; its output has been printed
 */
export async function ensureBuild(
  appUrl: string,
  basePath: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = currentStamp(basePath)
  // Before the lock: a read-only file system with a ready build is fine.
  if (isBuilt(wanted)) return
  await withFileLock(
    path.join(root, '.apogee', 'build.lock'),
    async () => {
      if (isBuilt(wanted)) return
      report('Building the pages, once for this version')
      const child = spawn(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'build'], {
        cwd: root,
        env: { ...process.env, APOGEE_URL: appUrl, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
        stdio: ['ignore', 2, 2],
        signal,
      })
      const [code] = await once(child, 'exit')
      if (code !== 0) throw new Error('The build of the pages failed; its output stands above.')
      // Last, so that the mark exists only beside a whole build: Next empties the folder when it begins the next one.
      writeFileSync(stampFile, JSON.stringify(wanted))
    },
    15 * 60_000,
  )
}
