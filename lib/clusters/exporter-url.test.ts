import { describe, expect, it } from 'vitest'
import { type BrokerNode, brokerExporter, proxyExporter } from './exporter-url.ts'
import { clusterDefaults, type MetricsSource } from './schema.ts'

const byDefault: MetricsSource = clusterDefaults.metricsSource
const node = (parts: Partial<BrokerNode> = {}): BrokerNode => ({
  address: '10.0.0.1:10911',
  announcedAddress: '172.16.0.1:10911',
  version: '5.5.0',
  exporter: { type: 'PROM', port: 5557 },
  ...parts,
})
const exporter = (parts: Partial<Extract<MetricsSource, { kind: 'exporter' }>>): MetricsSource => ({
  kind: 'exporter',
  urlTemplate: byDefault.urlTemplate,
  overrides: {},
  ...parts,
})

describe('where the metrics of a broker are', () => {
  it('the port is the one in its own settings', () => {
    expect(brokerExporter(node({ exporter: { type: 'PROM', port: 15_557 } }), byDefault)).toEqual({
      state: 'ASK',
      url: 'http://10.0.0.1:15557/metrics',
    })
    expect(brokerExporter(node({ exporter: null }), byDefault)).toMatchObject({ url: 'http://10.0.0.1:5557/metrics' })
    expect(brokerExporter(node({ address: '[::1]:10911' }), byDefault)).toMatchObject({
      url: 'http://[::1]:5557/metrics',
    })
  })

  it('a template or an override of the registration goes before', () => {
    const template = exporter({ urlTemplate: 'https://{host}:9000/rocketmq' })
    expect(brokerExporter(node(), template)).toMatchObject({ url: 'https://10.0.0.1:9000/rocketmq' })
    const overrides = exporter({ overrides: { '172.16.0.1:10911': 'http://172.16.0.1:7001/metrics' } })
    expect(brokerExporter(node(), overrides)).toMatchObject({ state: 'ASK', url: 'http://172.16.0.1:7001/metrics' })
  })

  it('off is off, and before 5.1 there is none', () => {
    expect(brokerExporter(node({ exporter: { type: 'DISABLE', port: 5557 } }), byDefault)).toEqual({
      state: 'OFF',
      detail: 'metricsExporterType is DISABLE on this broker.',
    })
    expect(brokerExporter(node({ version: '4.9.7', exporter: { type: null, port: null } }), byDefault).state).toBe(
      'NOT_SUPPORTED',
    )
    expect(brokerExporter(node({ version: '5.10.1' }), byDefault).state).toBe('ASK')
    expect(brokerExporter(node(), { kind: 'none' }).state).toBe('NOT_WANTED')
  })

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.2:5557/metrics',
    'http://10.0.0.1@10.0.0.2:5557/metrics',
    'http://user:word@10.0.0.1:5557/metrics',
    'file:///etc/passwd',
    'no address',
  ])('%s is not dialled: it is not on the host of the node', (url) => {
    const overrides = exporter({ overrides: { '10.0.0.1:10911': url } })
    expect(brokerExporter(node(), overrides).state).toBe('REFUSED')
    expect(
      proxyExporter({ name: 'p', grpc: '10.0.0.1:8081', remoting: '10.0.0.1:8080', metricsUrl: url }, byDefault).state,
    ).toBe('REFUSED')
  })

  it('a proxy has one where its registration says so', () => {
    const proxy = { name: 'p', grpc: 'proxy.example:8081', remoting: 'proxy.example:8080' }
    expect(proxyExporter(proxy, byDefault).state).toBe('NOT_WANTED')
    expect(proxyExporter({ ...proxy, metricsUrl: 'http://PROXY.example:5557/metrics' }, byDefault)).toEqual({
      state: 'ASK',
      url: 'http://proxy.example:5557/metrics',
    })
  })
})
