// `npm install` leaves optional packages of other platforms out of the lock file when the registry at hand lacks them, and then
// `npm ci` fails on every machine. Run after each `npm install`: it adds those entries by name and version only.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const words = {
  os: ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'netbsd', 'android', 'sunos', 'aix', 'openharmony'],
  cpu: ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'],
}

/** Node's own look-up: the nearest node_modules above the package that asks. */
function isInstalled(from, name) {
  for (let folder = from; ; ) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (!folder) return false
    const end = folder.lastIndexOf('/node_modules/')
    folder = end < 0 ? '' : folder.slice(0, end)
  }
}

let added = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isInstalled(path, name)) continue
    const parts = name.replace('windows', 'win32').split(/[-/@]/)
    const pick = (kind) => words[kind].filter((word) => parts.includes(word))
    const [os, cpu] = [pick('os'), pick('cpu')]
    lock.packages[`node_modules/${name}`] = {
      version,
      optional: true,
      ...(entry.dev && { dev: true }),
      ...(os.length && { os }),
      ...(cpu.length && { cpu }),
    }
    added += 1
  }
}
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} optional packages of other platforms added to the lock file\n`)
