import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'

const dir = path.resolve('.apogee/prometheus')

/**
 * Prometheus and its promtool: those on the PATH, else those of Debian's package, unpacked into `.apogee` and installed nowhere.
 * Null where there is neither.
 */
export function findPrometheus(): { prometheus: string; promtool: string } | null {
  for (const bin of [...(process.env.PATH ?? '').split(path.delimiter), path.join(dir, 'usr/bin')]) {
    const found = toolsIn(bin)
    if (found) return found
  }
  try {
    mkdirSync(dir, { recursive: true })
    execFileSync('apt-get', ['download', 'prometheus'], { cwd: dir, stdio: 'ignore', timeout: 120_000 })
    const file = readdirSync(dir).find((name) => name.endsWith('.deb'))
    if (file) execFileSync('dpkg', ['-x', file, '.'], { cwd: dir, stdio: 'ignore', timeout: 60_000 })
  } catch {
    return null // No Debian, or no way to its archive.
  }
  return toolsIn(path.join(dir, 'usr/bin'))
}

function toolsIn(bin: string): { prometheus: string; promtool: string } | null {
  const [prometheus, promtool] = [path.join(bin, 'prometheus'), path.join(bin, 'promtool')]
  return existsSync(prometheus) && existsSync(promtool) ? { prometheus, promtool } : null
}
