import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { getBrokerClusterInfo } from '#lib/rocketmq/requests/get-broker-cluster-info.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import type { LabCredentials } from './lab-cluster.ts'

const pollMs = 50
const requestTimeoutMs = 2_000

export interface WaitOptions {
  timeoutMs: number
  /** Polled: ends the wait with the error it throws, for example because the process died. */
  check(): void
}

/** Asks servers until they serve, as opposed to "the port answers". */
export class Readiness {
  private readonly pool: Pool

  constructor(options: { admin: LabCredentials | null; tls: boolean }) {
    this.pool = new Pool({
      credentials: options.admin ?? undefined,
      tls: options.tls ? { verify: false } : undefined,
    })
  }

  /** @throws Error when the name server does not answer in time, or what `check` throws */
  async nameServer(address: string, options: WaitOptions): Promise<void> {
    await this.poll(`name server ${address}`, options, async () => {
      const reply = await this.ask(address, RequestCode.GET_BROKER_CLUSTER_INFO)
      return reply.code === ResponseCode.SUCCESS
    })
  }

  /**
   * A broker answers its first second with code 1, and is found by clients only when a name server lists it.
   *
   * @throws Error when that does not come in time, or what `check` throws
   */
  async broker(address: string, nameServers: readonly string[], options: WaitOptions): Promise<void> {
    await this.poll(`broker ${address}`, options, async () => {
      const reply = await this.ask(address, RequestCode.GET_BROKER_RUNTIME_INFO)
      return reply.code === ResponseCode.SUCCESS
    })
    for (const nameServer of nameServers) {
      await this.poll(`registration of broker ${address}`, options, async () => {
        const { brokers } = getBrokerClusterInfo.decode(await this.ask(nameServer, RequestCode.GET_BROKER_CLUSTER_INFO))
        return brokers.some((broker) => broker.brokerAddrs.some(({ brokerAddr }) => brokerAddr === address))
      })
    }
  }

  /** @throws Error when it is not the leader of its group in time, or what `check` throws */
  async controller(address: string, options: WaitOptions): Promise<void> {
    await this.poll(`controller ${address}`, options, async () => {
      const reply = await this.ask(address, RequestCode.CONTROLLER_GET_METADATA_INFO)
      return reply.code === ResponseCode.SUCCESS && reply.extFields.isLeader === 'true'
    })
  }

  /** @throws Error when nothing listens in time, or what `check` throws */
  async port(address: string, options: WaitOptions): Promise<void> {
    await this.poll(`port ${address}`, options, () => canConnect(address))
  }

  close(): void {
    this.pool.close()
  }

  private async ask(address: string, code: number) {
    const request = { code, extFields: {}, body: Buffer.alloc(0) }
    return (await this.pool.send(address, 'admin', request, { timeoutMs: requestTimeoutMs, isWrite: false })).command
  }

  private async poll(what: string, options: WaitOptions, isReady: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + options.timeoutMs
    let lastError: unknown
    for (;;) {
      options.check()
      try {
        if (await isReady()) return
        lastError = undefined
      } catch (error) {
        lastError = error // refused, cut or half started: the next poll tells
      }
      if (Date.now() > deadline) {
        throw new Error(`${what} was not ready after ${options.timeoutMs / 1000} s`, { cause: lastError })
      }
      await delay(pollMs)
    }
  }
}

/** Does anything listen there? */
export function canConnect(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`)
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port) })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
