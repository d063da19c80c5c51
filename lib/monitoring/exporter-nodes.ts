import { z } from 'zod'
import { type BrokerNode, brokerExporter, proxyExporter } from '#lib/clusters/exporter-url.ts'
import { MetricsSource, ProxyNode } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import type { ExporterNode } from './exporter/exporters.ts'

/** What the node check has stored of a broker's settings. */
const StoredFacts = z.object({
  config: z
    .object({ exporter: z.object({ type: z.string().nullable(), port: z.number().nullable() }).nullable().catch(null) })
    .nullable()
    .catch(null),
})

/** The masters that run and the proxies of a cluster, each with the place of its metrics or why there is none. */
export async function exporterNodes(clusterId: string): Promise<ExporterNode[]> {
  const [cluster, nodes] = await Promise.all([
    db().cluster.findUniqueOrThrow({ where: { clusterId }, select: { metricsSource: true, proxies: true } }),
    db().clusterNode.findMany({ where: { clusterId, kind: 'broker', isUp: true } }),
  ])
  const parsed = MetricsSource.safeParse(cluster.metricsSource)
  const source: MetricsSource = parsed.success ? parsed.data : { kind: 'none' }
  const brokers = nodes.flatMap(
    ({ address, announcedAddress, brokerName, brokerId, version, facts }): ExporterNode[] => {
      const { config } = StoredFacts.parse(facts ?? {})
      if (brokerName === null || brokerId !== 0) return []
      const node: BrokerNode = { address, announcedAddress, version, exporter: config?.exporter ?? null }
      return [{ kind: 'broker', name: brokerName, address, target: brokerExporter(node, source) }]
    },
  )
  const proxies = ProxyNode.array()
    .parse(cluster.proxies)
    .map((proxy): ExporterNode => {
      return { kind: 'proxy', name: proxy.name, address: proxy.grpc, target: proxyExporter(proxy, source) }
    })
  return [...brokers, ...proxies]
}
