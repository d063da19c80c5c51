import { clusterDefaults, type MetricsSource, type ProxyNode } from './schema.ts'

/** What a broker's settings (26) say of its exporter. Null: its settings are not known. */
export interface ExporterSettings {
  /** `metricsExporterType`: DISABLE, OTLP_GRPC, PROM or LOG; null where the broker has no such key. */
  type: string | null
  port: number | null
}

/** Where to read the metrics of a node, or why not. */
export type ExporterTarget =
  | { state: 'ASK'; url: string }
  /** It has one, and it is off or sends elsewhere: the normal first state. */
  | { state: 'OFF'; detail: string }
  /** Before 5.1 there is none. */
  | { state: 'NOT_SUPPORTED'; detail: string }
  /** The registration says so. */
  | { state: 'NOT_WANTED'; detail: string }
  /** The address that the registration gives is not that of the node. */
  | { state: 'REFUSED'; detail: string }

const FIRST_VERSION = '5.1'

export interface BrokerNode {
  address: string
  announcedAddress: string
  version: string | null
  exporter: ExporterSettings | null
}

/**
 * The metrics endpoint of a broker. Its host is that of the node, whatever the registration or the broker itself says: nothing else
 * may be dialled. The port is the one that the broker's own settings name, unless the registration names another.
 */
export function brokerExporter(node: BrokerNode, source: MetricsSource): ExporterTarget {
  if (source.kind !== 'exporter') {
    return { state: 'NOT_WANTED', detail: 'The registration of the cluster names another source of metrics, or none.' }
  }
  const { address, announcedAddress, version, exporter } = node
  if (version !== null && version.localeCompare(FIRST_VERSION, 'en', { numeric: true }) < 0) {
    return { state: 'NOT_SUPPORTED', detail: `RocketMQ ${version} has no metrics endpoint; it came with 5.1.` }
  }
  const given = source.overrides[address] ?? source.overrides[announcedAddress]
  if (!given && exporter && exporter.type !== 'PROM') {
    return { state: 'OFF', detail: `metricsExporterType is ${exporter.type ?? 'not set'} on this broker.` }
  }
  const host = hostOf(address)
  const isDefault = source.urlTemplate === clusterDefaults.metricsSource.urlTemplate
  const template = source.urlTemplate.replaceAll('{host}', host)
  const url = given ?? (isDefault && exporter?.port ? `http://${host}:${exporter.port}/metrics` : template)
  return onHostOf(url, [address, announcedAddress])
}

/** The metrics endpoint of a proxy: only where its registration has one. */
export function proxyExporter({ grpc, remoting, metricsUrl }: ProxyNode, source: MetricsSource): ExporterTarget {
  if (source.kind !== 'exporter' || !metricsUrl) {
    return { state: 'NOT_WANTED', detail: 'The registration of this proxy has no address of metrics.' }
  }
  return onHostOf(metricsUrl, [grpc, remoting])
}

function onHostOf(url: string, addresses: readonly string[]): ExporterTarget {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const hosts = addresses.map(hostOf)
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (!parsed || !isHttp || parsed.username || parsed.password) {
    return { state: 'REFUSED', detail: `${url} is no http or https address without a user.` }
  }
  const host = parsed.hostname.toLowerCase()
  // `[::1]` keeps its brackets on both sides.
  if (!hosts.some((each) => new URL(`http://${each}`).hostname === host)) {
    return { state: 'REFUSED', detail: `${url} is not on the host of this node (${[...new Set(hosts)].join(', ')}).` }
  }
  return { state: 'ASK', url: parsed.href }
}

const hostOf = (address: string) => address.slice(0, address.lastIndexOf(':'))
