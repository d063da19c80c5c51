import type { ExporterTarget } from '#lib/clusters/exporter-url.ts'
import { AppError } from '#lib/errors.ts'
import { growthOf } from './growth.ts'
import { LiveExporter } from './live-exporter.ts'
import type { ExporterReading } from './read-exporter.ts'
import { scrape } from './scrape.ts'

/** A node with the place of its metrics. */
export interface ExporterNode {
  kind: 'broker' | 'proxy'
  /** brokerName of a master, or name of a proxy. */
  name: string
  address: string
  target: ExporterTarget
}

/** What became of it in the last round. */
export interface ExporterStatus {
  kind: ExporterNode['kind']
  name: string
  address: string
  state: 'READ' | 'FAILED' | Exclude<ExporterTarget['state'], 'ASK'>
  /** In one sentence why there is nothing; null when it was read. */
  detail: string | null
  /** When it was last read. */
  readAt: Date | null
  /** Of the last reading. */
  bytes: number | null
  durationMs: number | null
}

interface Entry {
  status: ExporterStatus
  reading: ExporterReading | null
  live: LiveExporter | null
  /** Milliseconds since the epoch. */
  triedAt: number
}

/** One that did not answer is tried again after so long: a port that swallows packets must not hold up every round. */
const RETRY_MS = 60_000
const TIMEOUT_MS = 5_000
/** A rate over a longer gap would tell of the past as if it were now. */
const RATE_OVER_MS = 150_000

/** The metrics endpoints of one cluster, from round to round. */
export class Exporters {
  /** By address of the node. */
  private entries = new Map<string, Entry>()

  get statuses(): ExporterStatus[] {
    return [...this.entries.values()].map(({ status }) => status)
  }

  /** By name, of the kind: what was read in this round. */
  live(kind: ExporterNode['kind']): ReadonlyMap<string, LiveExporter> {
    const live = new Map<string, LiveExporter>()
    for (const { status, live: each } of this.entries.values()) {
      if (each && status.kind === kind) live.set(status.name, each)
    }
    return live
  }

  /** One scrape of each endpoint. Never fails for what a node did: its status says it. @throws the signal's reason */
  async read(nodes: readonly ExporterNode[], signal: AbortSignal): Promise<void> {
    const entries = await Promise.all(
      nodes.map(async (node): Promise<[string, Entry]> => [node.address, await this.readOne(node, signal)]),
    )
    this.entries = new Map(entries)
  }

  private async readOne({ target, ...node }: ExporterNode, signal: AbortSignal): Promise<Entry> {
    const before = this.entries.get(node.address)
    const now = Date.now()
    const past = { readAt: before?.status.readAt ?? null, bytes: null, durationMs: null }
    if (target.state !== 'ASK') {
      const status = { ...node, ...past, state: target.state, detail: target.detail }
      return { status, reading: null, live: null, triedAt: now }
    }
    if (before?.status.state === 'FAILED' && now - before.triedAt < RETRY_MS) return before
    try {
      const { reading, bytes, durationMs } = await scrape(target.url, { signal, timeoutMs: TIMEOUT_MS })
      const status = { ...node, state: 'READ' as const, detail: null, readAt: new Date(reading.at), bytes, durationMs }
      const former = before?.reading && reading.at - before.reading.at <= RATE_OVER_MS ? before.reading : undefined
      const growth = growthOf(former, reading)
      return { status, reading, live: new LiveExporter(reading, growth), triedAt: now }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // The last reading is kept: if the process is the same, its counters went on.
      const status = { ...node, ...past, state: 'FAILED' as const, detail: error.message }
      return { status, reading: before?.reading ?? null, live: null, triedAt: now }
    }
  }
}
