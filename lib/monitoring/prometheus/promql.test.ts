import { describe, expect, it } from 'vitest'
import { isFromPrometheus, promqlOf } from './promql.ts'

describe('what is asked of a Prometheus', () => {
  it('names with and without unit, the labels of the registration, and the objects', () => {
    const promql = promqlOf(
      { metric: 'queueingTimeMs', scope: 'groupTopic', objects: [{ topicName: 'a.b', groupName: 'pay%g' }] },
      300,
      { cluster: 'x"y' },
    )
    expect(promql?.expression).toBe(
      'max by (topic, consumer_group) (max_over_time({__name__=~"rocketmq_consumer_queueing_latency(_milliseconds|_seconds|_bytes)?", cluster="x\\"y", is_retry!="true", topic=~"a\\\\.b", consumer_group=~"pay%g"}[300s]))',
    )
    expect(promql?.objectOf({ topic: 'a.b', consumer_group: 'pay%g' })).toEqual({
      topicName: 'a.b',
      groupName: 'pay%g',
    })
  })

  it('quantiles by request; a name that is no regular expression stays one', () => {
    const promql = promqlOf({ metric: 'requestMsP99', scope: 'broker', pattern: 'broker-*' }, 120, {})
    expect(promql?.expression).toContain('histogram_quantile(0.99, sum by (node_id, request_code, le) (rate(')
    expect(promql?.expression).toContain('node_id=~"broker-.*"')
    expect(promql?.objectOf({ node_id: 'broker-a', request_code: 'send_message' })).toEqual({
      brokerName: 'broker-a',
      part: 'send_message',
    })
  })

  it('what requests tell of topics alone is asked of groups only', () => {
    const rate = promqlOf({ metric: 'outTps', scope: 'group', pattern: '*' }, 120, {})
    expect(rate?.expression).toBe(
      'sum by (consumer_group) (rate({__name__=~"rocketmq_messages_out_total", is_retry!="true", consumer_group=~".*"}[120s]))',
    )
    expect(promqlOf({ metric: 'outTps', scope: 'topic', pattern: '*' }, 120, {})).toBeNull()
    expect([
      isFromPrometheus('outTps', 'group'),
      isFromPrometheus('outTps', 'topic'),
      isFromPrometheus('outTps'),
    ]).toEqual([true, false, false])
    expect(isFromPrometheus('inBytesPerSecond', 'topic')).toBe(true)
    expect(isFromPrometheus('messageBytesAvg', 'broker')).toBe(false)
  })

  it('a histogram by its upper bounds, each of which counts those below', () => {
    const promql = promqlOf({ metric: 'consumeMsHistogram', scope: 'group', objects: [{ groupName: 'g' }] }, 120, {})
    expect(promql?.expression).toBe(
      'sum by (consumer_group, le) (rate({__name__=~"rocketmq_process_time(_milliseconds|_seconds|_bytes)?_bucket", consumer_group=~"g"}[120s]))',
    )
    expect(promql?.isCumulative).toBe(true)
    const parts = ['10.0', '1000', '+Inf'].map((le) => promql?.objectOf({ consumer_group: 'g', le }).part)
    expect(parts).toEqual(['10', '1000', '+Inf'])
  })

  it('what admin requests tell is measured by ourselves', () => {
    for (const metric of ['lag', 'inTps', 'ackTps', 'retained', 'diskUsedRatio', 'up'] as const) {
      expect(isFromPrometheus(metric)).toBe(false)
      expect(promqlOf({ metric, scope: 'cluster' }, 120, {})).toBeNull()
    }
  })
})
