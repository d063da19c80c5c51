import { BrokerError } from '../errors.ts'
import { cleanExpiredConsumeQueue, cleanUnusedTopic, deleteExpiredCommitLog } from '../requests/clean-broker.ts'
import { getBrokerConfig } from '../requests/get-broker-config.ts'
import { type EpochBody, getBrokerEpochCache } from '../requests/get-broker-epoch-cache.ts'
import { getBrokerHaStatus } from '../requests/get-broker-ha-status.ts'
import { getBrokerRuntimeInfo } from '../requests/get-broker-runtime-info.ts'
import { getTimerMetrics } from '../requests/get-timer-metrics.ts'
import { updateBrokerConfig } from '../requests/update-broker-config.ts'
import { viewBrokerStatsData } from '../requests/view-broker-stats-data.ts'
import { ResponseCode } from '../response-code.ts'
import { type HaStatus, toHaStatus } from './ha-status.ts'
import type { CallOptions, Server, WriteResults } from './server.ts'
import { dateOrNull } from './time.ts'
import type { Transport } from './transport.ts'
import { versionName } from './version-name.ts'

export type { HaStatus } from './ha-status.ts'

/** One of a broker's own counters in a window of time. */
export interface BrokerStatsWindow {
  sum: bigint
  /** Per second. */
  tps: number
  /** Average per event. */
  avgpt: number
}

export interface BrokerStats {
  minute: BrokerStatsWindow
  hour: BrokerStatsWindow
  day: BrokerStatsWindow
}

/** Messages of one topic that wait for their delivery time on one broker. */
export interface TimingCount {
  topicName: string
  count: bigint
  /** When the count last changed. */
  changedAt: Date | null
}

/** The part of a commit log that was written under one master. Offsets are bytes. */
export interface BrokerEpoch {
  epoch: number
  startOffset: bigint
  /** Null while it lasts. */
  endOffset: bigint | null
}

const LONG_MAX = 2n ** 63n - 1n
const toEpoch = ({ epoch, startOffset, endOffset }: EpochBody): BrokerEpoch => ({
  epoch,
  startOffset,
  endOffset: endOffset === LONG_MAX ? null : endOffset,
})

const cleanings = {
  cleanExpiredCQ: cleanExpiredConsumeQueue,
  cleanUnusedTopic,
  deleteExpiredCommitLog,
} as const
/** Named as the commands of `mqadmin`. */
export type Cleaning = keyof typeof cleanings

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
   * Changes some settings of each broker, once. What a broker does not know it ignores and still says that it is done: read again.
   *
   * @throws the signal's reason when it was aborted before the first request
   */
  updateConfig(
    servers: readonly Server[],
    changes: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<WriteResults> {
    return this.transport.writeServers(servers, updateBrokerConfig, changes, options)
  }

  /**
   * Drops files that nothing needs any more. Give it time: a broker answers when it is through with it.
   *
   * @throws the signal's reason when it was aborted before the first request
   */
  clean(servers: readonly Server[], cleaning: Cleaning, options: CallOptions = {}): Promise<WriteResults> {
    return this.transport.writeServers(servers, cleanings[cleaning], undefined, options)
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

  /**
   * How its replication goes, from its own side.
   *
   * @throws RocketmqError (BrokerError 3 before 5.0), or the signal's reason
   */
  async getHaStatus(server: Pick<Server, 'address'>, options: CallOptions = {}): Promise<HaStatus> {
    const { value } = await this.transport.toBroker(server, getBrokerHaStatus, undefined, options)
    return toHaStatus(value)
  }

  /**
   * Under which masters' terms its commit log was written, oldest first, and where the log ends. Offsets are bytes; the end of
   * the last one is null while it lasts.
   *
   * @throws RocketmqError (BrokerError 1 outside controller mode, 3 before 5.0), or the signal's reason
   */
  async getEpochs(
    server: Pick<Server, 'address'>,
    options: CallOptions = {},
  ): Promise<{ epochs: BrokerEpoch[]; maxOffset: bigint }> {
    const { value } = await this.transport.toBroker(server, getBrokerEpochCache, undefined, options)
    return { epochs: value.epochList.map(toEpoch), maxOffset: value.maxOffset }
  }

  /**
   * One of its own counters (names and keys: protocol notes §4.2.1), null when it has counted nothing under this key.
   * Windows are sampled, so young counters say 0.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async getStats(
    server: Pick<Server, 'address'>,
    query: { statsName: string; statsKey: string },
    options: CallOptions = {},
  ): Promise<BrokerStats | null> {
    try {
      const { value } = await this.transport.toBroker(server, viewBrokerStatsData, query, options)
      return { minute: value.statsMinute, hour: value.statsHour, day: value.statsDay }
    } catch (error) {
      // All failures have this code: only the broker's own words tell which it is.
      const isUnknown = error instanceof BrokerError && error.responseCode === ResponseCode.SYSTEM_ERROR
      if (isUnknown && error.remark.endsWith('not exist')) return null
      throw error
    }
  }

  /**
   * Messages that wait for their delivery time, by topic.
   *
   * @throws RocketmqError (BrokerError 3 before 5.0, 1 without a timer store), or the signal's reason
   */
  async getTimerMetrics(server: Pick<Server, 'address'>, options: CallOptions = {}): Promise<TimingCount[]> {
    const { value } = await this.transport.toBroker(server, getTimerMetrics, undefined, options)
    return value.map(({ topic, count, timeStamp }) => ({ topicName: topic, count, changedAt: dateOrNull(timeStamp) }))
  }
}
