/**
 * RocketMQ's own command line as the oracle of tests.
 *
 *   const text = await mqadmin(cluster, 'topicStatus -t demo_orders')
 *   await mqadmin(cluster, ['updateTopic', '-c', 'DefaultCluster', '-t', 'a', '-a', '+message.type=FIFO'])
 *   await stopMqadmin()          // in teardown
 *
 * `cluster` is a RunningCluster or an entry of the lab. Output is read by `mqadmin-output.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from './lab-cluster.ts'
import { silentLogbackXml } from './server-configs.ts'

export type MqadminCluster = Pick<LabCluster, 'nameServers' | 'admin' | 'classPath'> & {
  /** Its servers take nothing but TLS. */
  tls?: boolean
}

const serverSource = fileURLToPath(new URL('./MqadminServer.java', import.meta.url))
/** A call to a server that is gone takes the tool three tries of 3 s, on a busy machine more. */
const timeoutMs = 60_000
/** The tool itself waits 3 to 5 s for an answer; on a busy machine that is not long enough, and says nothing about the cluster. */
const unanswered = /Remoting(Timeout|SendRequest)Exception/
const tries = 4

const sessions = new Map<string, MqadminSession>()

/**
 * Runs one command and returns what it printed, stdout and stderr together. Commands of one cluster run one after the
 * other in one JVM that stays for the next; the first takes some seconds.
 *
 * The tool reports most failures as text and never by a status: what a test expects to see, it must look for. What a server did
 * not answer in time is asked again, except to send a message.
 *
 * @throws Error when Java fails, or after 60 s
 */
export async function mqadmin(cluster: MqadminCluster, command: string | readonly string[]): Promise<string> {
  const words = typeof command === 'string' ? command.trim().split(/\s+/) : command
  for (let attempt = 1; ; attempt++) {
    const printed = await sessionOf(cluster).run(words)
    if (!unanswered.test(printed) || words[0] === 'sendMessage' || attempt === tries) return printed
  }
}

function sessionOf(cluster: MqadminCluster): MqadminSession {
  const key = JSON.stringify([cluster.nameServers, cluster.admin, cluster.classPath])
  let session = sessions.get(key)
  if (session === undefined || session.hasEnded) {
    session = new MqadminSession(cluster)
    sessions.set(key, session)
  }
  return session
}

/** Ends the JVMs of all clusters, or of one. */
export async function stopMqadmin(cluster?: MqadminCluster): Promise<void> {
  const key = cluster && JSON.stringify([cluster.nameServers, cluster.admin, cluster.classPath])
  for (const [name, session] of sessions) {
    if (key !== undefined && key !== name) continue
    sessions.delete(name)
    await session.stop()
  }
}

class MqadminSession {
  hasEnded = false
  private readonly child: ChildProcess
  private readonly homeDir: string
  private readonly waiting: { resolve(text: string): void; reject(error: Error): void; timer: NodeJS.Timeout }[] = []
  private received = Buffer.alloc(0)
  private errors = ''
  private readonly ended: Promise<void>

  constructor({ nameServers, admin, classPath, tls = false }: MqadminCluster) {
    // 4.9 reads its log settings from this folder only; message queries write bodies below java.io.tmpdir.
    this.homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-mqadmin-'))
    const logback = path.join(this.homeDir, 'conf', 'logback_tools.xml')
    mkdirSync(path.dirname(logback))
    writeFileSync(logback, silentLogbackXml)
    const flags = [
      ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
      ...[`-Duser.home=${this.homeDir}`, `-Djava.io.tmpdir=${this.homeDir}`, `-Drocketmq.home.dir=${this.homeDir}`],
      ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
      ...['-Drocketmq.client.logUseSlf4j=true', `-Drocketmq.namesrv.addr=${nameServers.join(';')}`],
      `-Dtls.enable=${tls}`,
    ]
    this.child = spawn('java', [...flags, '-cp', classPath, serverSource], {
      // Some commands write what they found into the folder they are called in.
      cwd: this.homeDir,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ROCKETMQ_HOME: this.homeDir,
        ...(admin === null ? {} : { MQADMIN_ACCESS_KEY: admin.accessKey, MQADMIN_SECRET_KEY: admin.secretKey }),
      },
    })
    this.child.stdout?.on('data', (chunk: Buffer) => this.receive(chunk))
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-4_000)
    })
    this.child.stdin?.on('error', () => {}) // the end of the process tells more than a broken pipe
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.hasEnded = true
        for (const call of this.waiting.splice(0)) {
          clearTimeout(call.timer)
          call.reject(
            new Error(`mqadmin ${reason}; it exits on options that it does not know. ${this.errors}${this.received}`),
          )
        }
        rmSync(this.homeDir, { recursive: true, force: true })
        resolve()
      }
      this.child.on('error', (error) => end(`could not be started: ${error.message}`))
      this.child.on('close', (code, signal) => end(`ended with ${signal ?? code}`))
    })
    this.holdProcess(false)
  }

  run(words: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.errors = `No answer to "${words.join(' ')}" within ${timeoutMs / 1000} s. ${this.errors}`
        this.child.kill('SIGKILL')
      }, timeoutMs)
      this.waiting.push({ resolve, reject, timer })
      this.holdProcess(true)
      this.child.stdin?.write(`${words.map((word) => Buffer.from(word).toString('base64')).join(' ')}\n`)
    })
  }

  async stop(): Promise<void> {
    this.holdProcess(true)
    this.child.kill('SIGKILL')
    await this.ended
  }

  private receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    for (;;) {
      const lineEnd = this.received.indexOf('\n')
      if (lineEnd < 0) return
      const end = lineEnd + 1 + Number(this.received.toString('latin1', 0, lineEnd))
      if (this.received.length < end) return
      const text = this.received.toString('utf8', lineEnd + 1, end)
      this.received = this.received.subarray(end)
      const call = this.waiting.shift()
      clearTimeout(call?.timer)
      call?.resolve(text)
      if (this.waiting.length === 0) this.holdProcess(false)
    }
  }

  /** A script that is done must not hang on the warm JVM, and one that waits for an answer must not end. */
  private holdProcess(isHeld: boolean): void {
    const { stdin, stdout, stderr } = this.child
    for (const handle of [this.child, stdin, stdout, stderr]) {
      const { ref, unref } = handle as { ref?: () => void; unref?: () => void } // pipes are net.Sockets at run time
      ;(isHeld ? ref : unref)?.call(handle)
    }
  }
}
