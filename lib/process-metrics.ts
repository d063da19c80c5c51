import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { dbPool } from '#lib/db/db.ts'
import { declareMetric } from '#lib/metrics.ts'

/** Declares what `/api/metrics` says of this process and its database pool. Workers write theirs down with their heartbeat. */
export function declareProcessMetrics(version: string): void {
  const loopDelay = monitorEventLoopDelay({ resolution: 20 })
  loopDelay.enable()
  const startSeconds = Date.now() / 1000 - process.uptime()

  declareMetric('apogee_build_info', 'gauge', 'Version of Apogee and of Node', () => [
    [{ version, node: process.version }, 1],
  ])
  declareMetric('process_cpu_seconds_total', 'counter', 'User and system CPU time', () => {
    const { user, system } = process.cpuUsage()
    return [[{}, (user + system) / 1e6]]
  })
  declareMetric('process_resident_memory_bytes', 'gauge', 'Resident memory', () => [[{}, process.memoryUsage.rss()]])
  declareMetric('process_start_time_seconds', 'gauge', 'Start of the process, Unix time', () => [[{}, startSeconds]])
  // Linux; elsewhere there is no such folder, and the metric is left out.
  declareMetric('process_open_fds', 'gauge', 'Open file descriptors', () => [[{}, readdirSync('/proc/self/fd').length]])
  declareMetric('nodejs_heap_size_used_bytes', 'gauge', 'Heap in use', () => [[{}, process.memoryUsage().heapUsed]])
  declareMetric(
    'nodejs_eventloop_lag_p99_seconds',
    'gauge',
    'Event loop delay since the last scrape, 99th percentile',
    () => {
      const seconds = loopDelay.percentile(99) / 1e9
      loopDelay.reset()
      return [[{}, seconds]]
    },
  )
  declareMetric('apogee_db_connections', 'gauge', 'Connections of the database pool by state', () => {
    const { open, idle, max } = dbPool()
    return [
      [{ state: 'used' }, open - idle],
      [{ state: 'idle' }, idle],
      [{ state: 'max' }, max],
    ]
  })
  declareMetric('apogee_db_waiting', 'gauge', 'Queries that wait for a connection', () => [[{}, dbPool().waiting]])
}
