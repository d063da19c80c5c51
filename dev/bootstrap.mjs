// Runs a script with Node 24 whatever Node the machine has, after installing the dependencies when they are missing.
// Plain JavaScript without dependencies: it must run on Node 20 in a fresh clone.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const localNode = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const stamp = path.join(root, 'node_modules', '.apogee-lock-hash')
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')

function isInstalled() {
  return existsSync(localNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()
}

/** Two `npm ci` at once in one folder leave it empty: the first holds this file, the others wait for it. */
function withInstallLock(install) {
  const lock = path.join(root, '.apogee-install.lock')
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      writeFileSync(openSync(lock, 'wx'), String(process.pid))
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const owner = Number(readFileSync(lock, 'utf8'))
      let ownerLives = true
      try {
        if (owner) process.kill(owner, 0)
        else ownerLives = Date.now() - statSync(lock).mtimeMs < 5000
      } catch {
        ownerLives = false
      }
      if (!ownerLives) rmSync(lock, { force: true })
      else Atomics.wait(pause, 0, 0, 500)
    }
  }
  try {
    if (!isInstalled()) install()
  } finally {
    rmSync(lock, { force: true })
  }
}

if (!isInstalled()) {
  withInstallLock(() => {
    process.stderr.write('Installing dependencies (npm ci), once\n')
    const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    })
    if (npm.status !== 0) {
      process.stderr.write('npm ci failed. Apogee needs npm and access to a package registry for the first start.\n')
      process.exit(npm.status ?? 1)
    }
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, lockHash())
  })
}

const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  PATH: `${path.dirname(localNode)}${path.delimiter}${process.env.PATH}`,
}

// The Prisma client is generated code and not committed; it is made anew when the schema changes.
const schemaDir = path.join(root, 'prisma', 'schema')
if (existsSync(schemaDir)) {
  const generate = spawnSync(localNode, [path.join(root, 'dev', 'generate-prisma-client.mjs')], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
  })
  if (generate.status !== 0) process.exit(generate.status ?? 1)
}

const child = spawn(localNode, process.argv.slice(2), { cwd: root, env, stdio: 'inherit' })
// The child stops its own children; we only wait, so that the shell gets its prompt back when all is down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
