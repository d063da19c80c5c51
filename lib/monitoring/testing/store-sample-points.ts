import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { metricPoints } from '../metric-points.ts'
import type { MetricPoint } from '../point.ts'
import type { ClusterSample } from '../sample.ts'
import { newState } from '../sampler-state.ts'
import { storePoints } from '../store-metrics.ts'

/** What charts would draw of a sample that no broker gave: nothing is known of brokers and nodes. */
export function pointsOf(sample: ClusterSample): MetricPoint[] {
  const pass = {
    sample,
    state: newState(),
    brokersByTopic: new Map(),
    typeByTopic: new Map(),
    systemTopics: new Set<string>(),
  }
  return metricPoints(pass, {
    brokers: new Map(),
    nodes: [],
    ofCluster: readHealthFacts(null, sample.at),
    limits: null,
    namespaceLimits: new Map(),
  })
}

/** Stores the series of a sample that a test has made. */
export async function storeSamplePoints(sample: ClusterSample): Promise<void> {
  await storePoints(sample, pointsOf(sample))
}
