import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isProcessAlive } from './processes.ts'
import { classPath, defaultVersion, jarsDir, type RocketmqVersion, versionLine } from './versions.ts'
import { withLockFile } from './with-lock-file.ts'

const pomsDir = fileURLToPath(new URL('./poms/', import.meta.url))

/**
 * Makes sure that the jars of one RocketMQ version are on this machine, downloading them with Maven once.
 *
 * Safe to call from several processes at once: the first downloads, the others wait for it. The folder appears whole or
 * not at all, because Maven fills a neighbour that is renamed at the end.
 *
 * @returns the class path for `java -cp`
 * @throws Error with one sentence that says what to install or what failed; nothing is ever skipped
 */
export async function ensureJars(version: RocketmqVersion): Promise<string> {
  await ensureFolder({
    dir: jarsDir(version),
    pom: versionLine(version).line,
    what: `RocketMQ ${version}`,
    size: 'about 100 MB',
  })
  return classPath(version)
}

/** The same for the Java client of the gRPC protocol, which has versions of its own. */
export async function ensureGrpcClientJars(): Promise<string> {
  const dir = path.join(path.dirname(jarsDir(defaultVersion)), 'grpc-client-5.2.0')
  await ensureFolder({ dir, pom: 'grpc-client', what: "RocketMQ's gRPC client", size: 'about 20 MB' })
  return path.join(dir, '*')
}

interface JarFolder {
  dir: string
  /** Folder of its pom. */
  pom: string
  what: string
  size: string
}

async function ensureFolder(folder: JarFolder): Promise<void> {
  const { dir } = folder
  await requireCommand('java', ['-version'], 'a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)')
  if (existsSync(dir)) return
  await mkdir(path.dirname(dir), { recursive: true })
  await withLockFile(`${dir}.lock`, async () => {
    if (!existsSync(dir)) await download(folder)
  })
}

async function download({ dir, pom: pomName, what, size }: JarFolder): Promise<void> {
  await requireCommand('mvn', ['-v'], 'Maven 3.6 or newer (Debian: apt-get install maven)')
  const parent = path.dirname(dir)
  const partPrefix = `${path.basename(dir)}.part-`
  for (const name of await readdir(parent)) {
    // What a killed download left behind.
    const isLeftOver = name.startsWith(partPrefix) && !isProcessAlive(Number(name.slice(partPrefix.length)))
    if (isLeftOver) await rm(path.join(parent, name), { recursive: true, force: true })
  }
  const partDir = path.join(parent, `${partPrefix}${process.pid}`)
  process.stderr.write(`Downloading ${what} from Maven Central, once (${size})\n`)
  try {
    const pom = path.join(pomsDir, pomName, 'pom.xml')
    const { status, output } = await run('mvn', [
      ...['-q', '-B', '-ntp', '-f', pom, 'dependency:copy-dependencies'],
      ...[`-DoutputDirectory=${partDir}`, '-DincludeScope=runtime'],
    ])
    if (status !== 0) {
      throw new Error(
        `Maven could not download ${what}: Maven Central (or a mirror of it in ~/.m2/settings.xml) must be reachable.\n${lastLines(output)}`,
      )
    }
    await rename(partDir, dir).catch((error: unknown) => {
      // Another process was faster: its folder is as whole as ours.
      if (!existsSync(dir)) throw error
    })
  } finally {
    await rm(partDir, { recursive: true, force: true })
  }
}

async function requireCommand(command: string, args: string[], whatToInstall: string): Promise<void> {
  const { status, output } = await run(command, args)
  if (status === 'missing') throw new Error(`RocketMQ needs the command "${command}": install ${whatToInstall}.`)
  if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" failed, RocketMQ needs it.\n${lastLines(output)}`)
}

function run(command: string, args: string[]): Promise<{ status: number | 'missing'; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ status: 'missing', output: '' })
      else reject(error)
    })
    child.on('close', (code) => resolve({ status: code ?? 1, output }))
  })
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-15).join('\n')
}
