import { z } from 'zod'
import type { Metadata } from '#lib/api/endpoint.ts'
import type { Cluster as ClusterRow } from '#lib/db/generated/client.ts'
import { AddressMapping, type Cluster, MetricsSource, ProxyNode, PURGE_AFTER_MS } from './schema.ts'

const StoredLabels = z.record(z.string(), z.string())

/** A registration as it may be shown: no secret leaves this file. */
export function toCluster(row: ClusterRow): Cluster {
  return {
    clusterId: row.clusterId,
    name: row.name,
    environment: row.environment,
    nameServers: row.nameServers,
    clusterNames: row.clusterNames.length > 0 ? row.clusterNames : null,
    proxies: ProxyNode.array().parse(row.proxies),
    controllers: row.controllers,
    metricsSource: MetricsSource.parse(row.metricsSource),
    credentials:
      row.accessKey === null ? null : { accessKey: row.accessKey, secretKeyLastFour: row.secretKeyLastFour ?? '' },
    tls: {
      isEnabled: row.tlsEnabled,
      verify: row.tlsVerify,
      ...(row.tlsServerName !== null && { serverName: row.tlsServerName }),
      hasCa: row.tlsCa !== null,
      hasClientCertificate: row.tlsClientCertificate !== null,
    },
    addressMap: AddressMapping.array().parse(row.addressMap),
    traceTopics: row.traceTopics,
    useVipChannel: row.useVipChannel,
    connectTimeoutMs: row.connectTimeoutMs,
    requestTimeoutMs: row.requestTimeoutMs,
    requestsPerSecondPerBroker: row.requestsPerSecondPerBroker,
    readOnly: row.readOnly,
    ...readOnlyException(row),
    ...(row.maintenanceUntil && { maintenanceUntil: row.maintenanceUntil }),
    ...clusterMetadata(row),
    ...removal(row),
    revision: String(row.revision),
  }
}

/** The one that was allowed last, whether it still runs or not. */
export function readOnlyException(row: ClusterRow): Pick<Cluster, 'readOnlyException'> {
  const { readOnlyExceptionUntil: until, readOnlyExceptionBy: by, readOnlyExceptionReason: reason } = row
  return until ? { readOnlyException: { until, by: by ?? '', reason: reason ?? '' } } : {}
}

export function clusterMetadata(row: ClusterRow): Metadata {
  return {
    remark: row.remark,
    labels: StoredLabels.parse(row.labels),
    owner: row.owner,
    deletionProtection: row.deletionProtection,
    isDeclared: true,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
  }
}

/** When it was removed and until when it can come back. */
export function removal({ removedAt }: Pick<ClusterRow, 'removedAt'>): { removedAt?: Date; purgeAt?: Date } {
  return removedAt ? { removedAt, purgeAt: new Date(removedAt.getTime() + PURGE_AFTER_MS) } : {}
}
