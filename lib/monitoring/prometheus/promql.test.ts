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

  it('what admin requests tell is measured by ourselves', () => {
    for (const metric of ['lag', 'inTps', 'ackTps', 'retained', 'diskUsedRatio', 'up'] as const) {
      expect(isFromPrometheus(metric)).toBe(false)
      expect(promqlOf({ metric, scope: 'cluster' }, 120, {})).toBeNull()
    }
  })
})
