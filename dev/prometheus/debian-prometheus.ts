import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface PrometheusTools {
  prometheus: string
  promtool: string
}

const dir = path.resolve('.apogee/prometheus')

/**
 * Prometheus and its promtool: those on the PATH, else those of Debian's package, unpacked into `.apogee` and installed nowhere.
 * Null where there is neither.
 */
export function findPrometheus(): PrometheusTools | null {
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

function toolsIn(bin: string): PrometheusTools | null {
  const [prometheus, promtool] = [path.join(bin, 'prometheus'), path.join(bin, 'promtool')]
  return existsSync(prometheus) && existsSync(promtool) ? { prometheus, promtool } : null
}

export interface RunningPrometheus {
  url: string
  /** An instant query, as Prometheus answers it. */
  query(expression: string): Promise<{ status: string; data: { result: unknown[] } }>
  stop(): Promise<void>
}

/** A Prometheus that scrapes one port of this machine every second. */
export async function startPrometheus({ prometheus }: PrometheusTools, target: number): Promise<RunningPrometheus> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-prometheus-'))
  const file = path.join(dir, 'prometheus.yml')
  const scrape = `{ job_name: apogee, scrape_interval: 1s, static_configs: [{ targets: ['127.0.0.1:${target}'] }] }`
  writeFileSync(file, `scrape_configs: [${scrape}]\n`)
  const port = await freePort()
  const flags = [`--storage.tsdb.path=${dir}/data`, `--web.listen-address=127.0.0.1:${port}`]
  const child = spawn(prometheus, [`--config.file=${file}`, ...flags], { stdio: 'ignore' })
  const hasEnded = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  return {
    url,
    async query(expression) {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
      return (await response.json()) as { status: string; data: { result: unknown[] } } // its documented shape
    },
    async stop() {
      child.kill()
      await hasEnded
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const isReady = await fetch(`${url}/-/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (isReady) return
    await delay(100)
  }
  throw new Error('Prometheus did not start within 30 s')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens
  await new Promise((resolve) => server.close(resolve))
  return port
}
