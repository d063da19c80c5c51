import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { withLazyTimers } from '#dev/lazy-timers.ts'
import { isProcessAlive, signalGroup, waitForExit } from './processes.ts'

export interface ServerPlan {
  name: string
  mainClass: string
  args: readonly string[]
  heapMb: number
  directMb: number
  jvmFlags: readonly string[]
  /** What runs often is compiled once more; default: not, for a quick start. */
  asInProduction?: boolean
  classPath: string
  /** ROCKETMQ_HOME: where `conf/` is looked for. */
  homeDir: string
  /** Folder of this server alone: its store, its logs. */
  dir: string
  /** First argument: by it the process is found again when its owner was killed. */
  marker: string
}

/**
 * 4.9 cannot unmap its files on a modern JDK without the last four, 5.1 does not stop cleanly; no version minds them. The
 * disk ratios keep brokers writing on a disk that is nearly full for other reasons. The rest is for quick starts and little
 * memory.
 */
const commonFlags = [
  '-Xms32m',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Drocketmq.broker.diskSpaceWarningLevelRatio=0.99',
  '-Drocketmq.broker.diskSpaceCleanForciblyRatio=0.98',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED',
  '--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED',
]

/** One JVM of RocketMQ, in a process group of its own, so that a signal to our terminal does not reach it. */
export class ServerProcess {
  readonly plan: ServerPlan
  private pidOrZero = 0

  constructor(plan: ServerPlan) {
    this.plan = plan
  }

  /** 0 before the first start. */
  get pid(): number {
    return this.pidOrZero
  }

  get isAlive(): boolean {
    return this.pidOrZero !== 0 && isProcessAlive(this.pidOrZero)
  }

  get outputFile(): string {
    return path.join(this.plan.dir, 'output.log')
  }

  start(): void {
    const { plan } = this
    mkdirSync(plan.dir, { recursive: true })
    const output = openSync(this.outputFile, 'w')
    const child = plan.asInProduction ? this.spawn(output) : withLazyTimers(() => this.spawn(output))
    closeSync(output)
    // Without a listener a failed spawn would end our process; what is missing is told by the wait for readiness.
    child.on('error', () => {})
    child.unref()
    this.pidOrZero = child.pid ?? 0
  }

  private spawn(output: number): ChildProcess {
    const { plan } = this
    return spawn(
      'java',
      [
        plan.marker,
        `-Xmx${plan.heapMb}m`,
        `-XX:MaxDirectMemorySize=${plan.directMb}m`,
        ...commonFlags,
        ...(plan.asInProduction ? [] : ['-XX:TieredStopAtLevel=1']),
        ...plan.jvmFlags,
        `-Duser.home=${plan.dir}`,
        `-Drmq.logback.configurationFile=${path.join(plan.homeDir, 'conf', 'logback.xml')}`,
        '-cp',
        plan.classPath,
        plan.mainClass,
        ...plan.args,
      ],
      {
        cwd: plan.dir,
        detached: true,
        stdio: ['ignore', output, output],
        env: { ...process.env, ROCKETMQ_HOME: plan.homeDir },
      },
    )
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) signalGroup(this.pidOrZero, signal)
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await waitForExit([this.pidOrZero], 10_000)
  }

  /** @throws Error with the end of its output when the process has died */
  check(): void {
    if (this.isAlive) return
    const lines = readFileSync(this.outputFile, 'utf8').trim().split('\n').slice(-20).join('\n')
    throw new Error(`RocketMQ's ${this.plan.name} ended while it started. The end of ${this.outputFile}:\n${lines}`)
  }
}
