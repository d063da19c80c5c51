import type { Cluster, ClusterInput, ClusterPatch, MetricsSource, ProxyNode } from '#lib/clusters/schema.ts'

export interface MetricsOverride {
  address: string
  url: string
}

/** What the form holds: every field a control can show, secrets only while they are typed. */
export interface ClusterDraft {
  name: string
  environment: string
  owner: string
  labels: string[]
  remark: string
  nameServers: string[]
  clusterNames: string[]
  proxies: ProxyNode[]
  controllers: string[]
  addressMap: { from: string; to: string }[]
  metricsKind: 'exporter' | 'prometheus' | 'none'
  metricsUrl: string
  /** Of single nodes, where the template does not fit them. */
  metricsOverrides: MetricsOverride[]
  /** `label=value`: what of a Prometheus is this cluster's. */
  metricsLabels: string[]
  traceTopics: string[]
  connectTimeoutMs: number | null
  requestTimeoutMs: number | null
  requestsPerSecondPerBroker: number | null
  hasCredentials: boolean
  accessKey: string
  /** Empty = keep the stored one. */
  secretKey: string
  tlsEnabled: boolean
  tlsVerify: boolean
  tlsServerName: string
  /** Empty = keep the stored ones. */
  tlsCa: string
  tlsClientCertificate: string
  tlsClientKey: string
  deletionProtection: boolean
  readOnly: boolean
  useVipChannel: boolean
}

export const emptyDraft: ClusterDraft = {
  name: '',
  environment: 'test',
  owner: '',
  labels: [],
  remark: '',
  nameServers: [],
  clusterNames: [],
  proxies: [],
  controllers: [],
  addressMap: [],
  metricsKind: 'exporter',
  metricsUrl: 'http://{host}:5557/metrics',
  metricsOverrides: [],
  metricsLabels: [],
  traceTopics: ['RMQ_SYS_TRACE_TOPIC'],
  connectTimeoutMs: 3000,
  requestTimeoutMs: 5000,
  requestsPerSecondPerBroker: 1000,
  hasCredentials: false,
  accessKey: '',
  secretKey: '',
  tlsEnabled: false,
  tlsVerify: true,
  tlsServerName: '',
  tlsCa: '',
  tlsClientCertificate: '',
  tlsClientKey: '',
  deletionProtection: false,
  readOnly: false,
  useVipChannel: false,
}

export function draftOf(cluster: Cluster): ClusterDraft {
  const { metricsSource } = cluster
  return {
    ...emptyDraft,
    name: cluster.name,
    environment: cluster.environment,
    owner: cluster.owner ?? '',
    labels: fromLabels(cluster.labels),
    remark: cluster.remark ?? '',
    nameServers: cluster.nameServers,
    clusterNames: cluster.clusterNames ?? [],
    proxies: cluster.proxies,
    controllers: cluster.controllers,
    addressMap: cluster.addressMap,
    metricsKind: metricsSource.kind,
    metricsUrl:
      metricsSource.kind === 'exporter'
        ? metricsSource.urlTemplate
        : metricsSource.kind === 'prometheus'
          ? metricsSource.url
          : '',
    metricsOverrides:
      metricsSource.kind === 'exporter'
        ? Object.entries(metricsSource.overrides).map(([address, url]) => ({ address, url }))
        : [],
    metricsLabels: metricsSource.kind === 'prometheus' ? fromLabels(metricsSource.labels) : [],
    traceTopics: cluster.traceTopics,
    connectTimeoutMs: cluster.connectTimeoutMs,
    requestTimeoutMs: cluster.requestTimeoutMs,
    requestsPerSecondPerBroker: cluster.requestsPerSecondPerBroker,
    hasCredentials: cluster.credentials !== null,
    accessKey: cluster.credentials?.accessKey ?? '',
    tlsEnabled: cluster.tls.isEnabled,
    tlsVerify: cluster.tls.verify,
    tlsServerName: cluster.tls.serverName ?? '',
    deletionProtection: cluster.deletionProtection,
    readOnly: cluster.readOnly,
    useVipChannel: cluster.useVipChannel,
  }
}

const fromLabels = (labels: Record<string, string>) => Object.entries(labels).map(([key, value]) => `${key}=${value}`)

/** `key=value` pairs as an object; a pair without `=` has an empty value. */
export function toLabels(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.indexOf('=')
      return split < 0 ? [pair, ''] : [pair.slice(0, split), pair.slice(split + 1)]
    }),
  )
}

/** What is wrong with one of the overrides; null = nothing, or nothing was typed. */
export function overrideFault(overrides: readonly MetricsOverride[], index: number): 'noAddress' | 'twice' | null {
  const address = overrides[index]?.address.trim() ?? ''
  if (address === '') return (overrides[index]?.url.trim() ?? '') === '' ? null : 'noAddress'
  return overrides.findIndex((each) => each.address.trim() === address) < index ? 'twice' : null
}

/** The registration that the API takes. Stored secrets are kept where none is typed. */
export function toInput(draft: ClusterDraft): ClusterInput {
  return {
    name: draft.name.trim(),
    environment: draft.environment.trim(),
    nameServers: draft.nameServers,
    clusterNames: draft.clusterNames.length > 0 ? draft.clusterNames : null,
    proxies: draft.proxies.map(({ metricsUrl, ...proxy }) => ({
      ...proxy,
      ...(metricsUrl?.trim() && { metricsUrl: metricsUrl.trim() }),
    })),
    controllers: draft.controllers,
    metricsSource: toMetricsSource(draft),
    credentials: draft.hasCredentials
      ? { accessKey: draft.accessKey.trim(), ...(draft.secretKey && { secretKey: draft.secretKey }) }
      : null,
    tls: {
      isEnabled: draft.tlsEnabled,
      verify: draft.tlsVerify,
      serverName: draft.tlsServerName.trim() || null,
      ...(draft.tlsCa && { ca: draft.tlsCa }),
      ...(draft.tlsClientCertificate && { clientCertificate: draft.tlsClientCertificate }),
      ...(draft.tlsClientKey && { clientKey: draft.tlsClientKey }),
    },
    addressMap: draft.addressMap,
    traceTopics: draft.traceTopics,
    useVipChannel: draft.useVipChannel,
    ...(draft.connectTimeoutMs !== null && { connectTimeoutMs: draft.connectTimeoutMs }),
    ...(draft.requestTimeoutMs !== null && { requestTimeoutMs: draft.requestTimeoutMs }),
    ...(draft.requestsPerSecondPerBroker !== null && { requestsPerSecondPerBroker: draft.requestsPerSecondPerBroker }),
    readOnly: draft.readOnly,
    deletionProtection: draft.deletionProtection,
    remark: draft.remark.trim() || null,
    labels: toLabels(draft.labels),
    owner: draft.owner.trim() || null,
  }
}

function toMetricsSource(draft: ClusterDraft): MetricsSource {
  const url = draft.metricsUrl.trim()
  switch (draft.metricsKind) {
    case 'exporter': {
      const typed = draft.metricsOverrides.filter((each) => each.address.trim() !== '' || each.url.trim() !== '')
      const overrides = Object.fromEntries(typed.map((each) => [each.address.trim(), each.url.trim()]))
      return { kind: 'exporter', urlTemplate: url, overrides }
    }
    case 'prometheus':
      return { kind: 'prometheus', url, labels: toLabels(draft.metricsLabels) }
    case 'none':
      return { kind: 'none' }
  }
}

/** What a test depends on, as text to compare: names, labels and what may be written can change without it. */
export function connectionOf(draft: ClusterDraft): string {
  const { name, environment, owner, remark, labels, deletionProtection, readOnly, ...connection } = draft
  return JSON.stringify(connection)
}

/**
 * Only what differs from what was read: what somebody else changed meanwhile in other fields stays, and `revision` tells them
 * apart. `readOnly` has an endpoint and a permission of its own.
 */
export function toPatch(draft: ClusterDraft, saved: Cluster): ClusterPatch {
  const next = toInput(draft)
  const before = toInput(draftOf(saved))
  const changed = Object.entries(next).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ClusterInput]),
  )
  return { ...Object.fromEntries(changed), revision: saved.revision }
}
