import type { Cluster, ClusterInput, ClusterPatch, ProxyNode } from '#lib/clusters/schema.ts'

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
    labels: Object.entries(cluster.labels).map(([key, value]) => `${key}=${value}`),
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

/** `key=value` pairs as an object; a pair without `=` has an empty value. */
export function toLabels(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.indexOf('=')
      return split < 0 ? [pair, ''] : [pair.slice(0, split), pair.slice(split + 1)]
    }),
  )
}

/**
 * The registration that the API takes. `saved`: what was there before, so that what the form does not show (overrides of single
 * nodes, stored secrets) is kept.
 */
export function toInput(draft: ClusterDraft, saved?: Cluster): ClusterInput {
  const source = saved?.metricsSource
  return {
    name: draft.name.trim(),
    environment: draft.environment.trim(),
    nameServers: draft.nameServers,
    clusterNames: draft.clusterNames.length > 0 ? draft.clusterNames : null,
    proxies: draft.proxies,
    controllers: draft.controllers,
    metricsSource:
      draft.metricsKind === 'exporter'
        ? {
            kind: 'exporter',
            urlTemplate: draft.metricsUrl.trim(),
            overrides: source?.kind === 'exporter' ? source.overrides : {},
          }
        : draft.metricsKind === 'prometheus'
          ? {
              kind: 'prometheus',
              url: draft.metricsUrl.trim(),
              labels: source?.kind === 'prometheus' ? source.labels : {},
            }
          : { kind: 'none' },
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
  const next = toInput(draft, saved)
  const before = toInput(draftOf(saved), saved)
  const changed = Object.entries(next).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ClusterInput]),
  )
  return { ...Object.fromEntries(changed), revision: saved.revision }
}
