import type { CallOptions } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RocketmqError, type RocketmqError as WireError } from '#lib/rocketmq/errors.ts'

/** Whom it asks: a broker, or a proxy. */
export interface Asked {
  address: string
  brokerName?: string
}

export type Answer<T> = { value: T } | { error: WireError }

interface Job {
  address: string
  start: () => void
}

const MAX_AT_ONCE = 8
/** So that one server that hangs cannot hold all places. */
const MAX_PER_SERVER = 4

/**
 * Many small requests for one answer: few at a time, and a server that has failed to answer once is not asked again, so that it
 * costs one deadline. What failed is remembered.
 */
export class Asker {
  /** By address. */
  readonly failed = new Map<string, { server: Asked; error: WireError }>()
  private readonly call: CallOptions & { signal: AbortSignal }
  private readonly jobs: Job[] = []
  private readonly running = new Map<string, number>()

  constructor(call: CallOptions & { signal: AbortSignal; timeoutMs: number; caller: string }) {
    this.call = call
  }

  /** @throws the signal's reason */
  async ask<T>(server: Asked, request: (call: CallOptions) => Promise<T>): Promise<Answer<T>> {
    await this.turn(server.address)
    try {
      const silent = this.failed.get(server.address)
      if (silent && !(silent.error instanceof BrokerError)) return { error: silent.error }
      return { value: await request(this.call) }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      if (!this.failed.has(server.address)) this.failed.set(server.address, { server, error })
      return { error }
    } finally {
      this.done(server.address)
    }
  }

  private turn(address: string): Promise<void> {
    return new Promise((resolve) => {
      this.jobs.push({ address, start: resolve })
      this.startNext()
    })
  }

  private done(address: string): void {
    this.running.set(address, (this.running.get(address) ?? 1) - 1)
    this.startNext()
  }

  private startNext(): void {
    let atOnce = [...this.running.values()].reduce((sum, count) => sum + count, 0)
    while (atOnce < MAX_AT_ONCE) {
      const index = this.jobs.findIndex(({ address }) => (this.running.get(address) ?? 0) < MAX_PER_SERVER)
      const [job] = index < 0 ? [] : this.jobs.splice(index, 1)
      if (!job) return
      this.running.set(job.address, (this.running.get(job.address) ?? 0) + 1)
      atOnce++
      job.start()
    }
  }
}
