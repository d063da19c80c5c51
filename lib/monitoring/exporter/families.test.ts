import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readName } from './families.ts'
import { ExporterReader, joinKey } from './read-exporter.ts'

/** Answers of real brokers; each family with a few of its series. */
const captured = (version: string) =>
  readFileSync(path.join(import.meta.dirname, `../testdata/exporter-${version}.txt`), 'utf8')

function read(text: string) {
  const reader = new ExporterReader()
  reader.push(text)
  return reader.end(0)
}

/** As an exporter library writes them that does not append units. */
const withoutUnits = (text: string) =>
  text.replaceAll(/^(rocketmq_\w+?)_(?:milliseconds|seconds|bytes)(?=[_{])/gm, '$1')

describe('N-5: metrics with and without unit suffix', () => {
  it.each(['5.5.0', '5.1.4'])('of %s are the same', (version) => {
    const text = captured(version)
    const plain = withoutUnits(text)
    expect(text).toContain('rocketmq_rpc_latency_milliseconds_bucket')
    expect(plain).toContain('rocketmq_rpc_latency_bucket')
    expect(plain).not.toContain('rocketmq_storage_size_bytes')
    expect(read(plain)).toEqual(read(text))
    expect(read(text).histograms.get('rpc_latency')?.size).toBeGreaterThan(1)
  })

  it('a 5.1.4 broker, which writes a time after each value, says what was sent to it', () => {
    const { values, histograms } = read(captured('5.1.4'))
    expect(values.get('messages_in')?.get(joinKey('orders', 'normal'))).toBe(20)
    expect(values.get('throughput_in')?.get(joinKey('orders'))).toBe(4_580)
    expect(histograms.get('message_size')?.get(joinKey('orders'))).toMatchObject({ sum: 4_580, count: 20 })
    expect(values.get('storage_dispatch_behind')?.get('')).toBe(0)
  })

  it('a 5.5.0 broker tells retry apart, and its queues are joined', () => {
    const { values } = read(captured('5.5.0'))
    const ready = values.get('consumer_ready_messages')
    expect(ready?.get(joinKey('TOOLS_CONSUMER', 'g_reset_550_d58b3d42', 'false'))).toBe(18)
    expect(values.get('storage_message_reserve_time')?.get('')).toBe(44_036_588)
    expect(values.get('storage_size')?.get('')).toBe(33_594_626_048)
    expect(values.get('pop_revive_latency')?.get('')).toBeGreaterThan(1_000)
  })
})

describe('names', () => {
  it.each([
    ['rocketmq_messages_in_total', 'messages_in', null],
    ['rocketmq_messages_in', 'messages_in', null],
    ['rocketmq_consumer_lag_latency_milliseconds', 'consumer_lag_latency', null],
    ['rocketmq_consumer_lag_latency', 'consumer_lag_latency', null],
    ['rocketmq_storage_dispatch_behind_bytes', 'storage_dispatch_behind', null],
    ['rocketmq_delay_message_latency_seconds_sum', 'delay_message_latency', 'sum'],
    ['rocketmq_message_size_count', 'message_size', 'count'],
    ['rocketmq_pop_revive_lag_milliseconds', 'pop_revive_lag', null],
  ])('%s is %s', (name, family, part) => {
    expect(readName(name)).toEqual({ family, part })
  })

  it('what is not read is told at once', () => {
    for (const name of ['rocketmq_message_size', 'rocketmq_unknown_total', 'messages_in_total', 'target_info']) {
      expect(readName(name)).toBeNull()
    }
  })
})
