import { getBrokerConfig } from '../requests/get-broker-config.ts'
import { getBrokerRuntimeInfo } from '../requests/get-broker-runtime-info.ts'
import type { CallOptions, Server } from './server.ts'
import type { Transport } from './transport.ts'
import { versionName } from './version-name.ts'

/** Broker processes one by one. */
export class Brokers {
  private readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /**
   * What a broker measures of itself, all as text (protocol notes §8.4). Plug-ins add keys.
   *
   * @throws RocketmqError (BrokerError 1 for about a second after its start), or the signal's reason
   */
  async getRuntime(server: Server, options: CallOptions = {}): Promise<Record<string, string>> {
    const answer = await this.transport.toBroker(server, getBrokerRuntimeInfo, undefined, options)
    return answer.value
  }

  /** All settings, **secrets in clear among them**: redact. @throws RocketmqError, or the signal's reason */
  async getConfig(server: Server, options: CallOptions = {}): Promise<Record<string, string>> {
    const answer = await this.transport.toBroker(server, getBrokerConfig, undefined, options)
    return answer.value
  }

  /**
   * Is it alive, how far is it, which version?
   *
   * @returns `version` like `5.5.0`, empty when it does not tell
   * @throws RocketmqError, or the signal's reason
   */
  async probe(
    server: Server,
    options: CallOptions = {},
  ): Promise<{ roundTripMs: number; version: string; runtime: Record<string, string> }> {
    const answer = await this.transport.toBroker(server, getBrokerRuntimeInfo, undefined, options)
    return { roundTripMs: answer.roundTripMs, version: versionName(answer.version), runtime: answer.value }
  }
}
