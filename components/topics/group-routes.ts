import type { TopicRouteView } from '#lib/topics/schema.ts'

export interface RouteGroup {
  /** Name servers that say the same. */
  addresses: string[]
  route: Omit<TopicRouteView, 'address'>
}

/** Name servers that tell the same route stand together; more than one group is a disagreement. */
export function groupRoutes(views: readonly TopicRouteView[]): RouteGroup[] {
  const groups = new Map<string, RouteGroup>()
  for (const { address, ...route } of views) {
    const key = JSON.stringify(route)
    const group = groups.get(key)
    if (group) group.addresses.push(address)
    else groups.set(key, { addresses: [address], route })
  }
  return [...groups.values()]
}

export interface RouteRow {
  brokerName: string
  clusterName: string
  readQueueNums: number
  writeQueueNums: number
  perm: string
  /** By brokerId: `0` is the master. */
  addresses: [brokerId: string, address: string][]
}

/** Queues of a broker beside where it listens. */
export function routeRows({ queues, brokers }: RouteGroup['route']): RouteRow[] {
  return queues.map((queue) => {
    const broker = brokers.find(({ brokerName }) => brokerName === queue.brokerName)
    return { ...queue, clusterName: broker?.clusterName ?? '?', addresses: Object.entries(broker?.addresses ?? {}) }
  })
}

export const canWrite = ({ perm, writeQueueNums }: Pick<RouteRow, 'perm' | 'writeQueueNums'>): boolean =>
  perm.includes('W') && writeQueueNums > 0
