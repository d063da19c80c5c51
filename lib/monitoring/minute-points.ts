import { catalogueEntry } from './catalogue.ts'
import { type MetricPoint, PASS_METRIC, SILENT_METRIC } from './point.ts'

interface Sum {
  value: number
  count: number
}

/**
 * The points of one minute out of those of its rounds: rates are averaged over them, so that the area under a curve is what really
 * came; what is counted is added up; of states the newest stands. What is not known in the newest round is not known.
 */
export class MinutePoints {
  private newest: readonly MetricPoint[] = []
  private rounds = 0
  private sums = new Map<string, Sum>()

  add(points: readonly MetricPoint[]): void {
    // Of one round a minute nothing is averaged, and large clusters have only one.
    if (this.rounds === 1) this.count(this.newest)
    if (this.rounds >= 1) this.count(points)
    this.newest = points
    this.rounds += 1
  }

  /** The points of all rounds since the last call. */
  take(): MetricPoint[] {
    const { newest, rounds, sums } = this
    this.newest = []
    this.rounds = 0
    this.sums = new Map()
    if (rounds <= 1) return [...newest]
    return newest.map((point) => {
      const kind = kindOf(point)
      const sum = kind === 'gauge' || point.value === null ? undefined : sums.get(keyOf(point))
      if (!sum) return point
      return { ...point, value: kind === 'rate' ? sum.value / sum.count : sum.value }
    })
  }

  private count(points: readonly MetricPoint[]): void {
    for (const point of points) {
      if (point.value === null || kindOf(point) === 'gauge') continue
      const key = keyOf(point)
      const sum = this.sums.get(key) ?? { value: 0, count: 0 }
      sum.value += point.value
      sum.count += 1
      this.sums.set(key, sum)
    }
  }
}

const kindOf = ({ metric }: MetricPoint) =>
  metric === PASS_METRIC || metric === SILENT_METRIC ? 'gauge' : catalogueEntry(metric).kind

const keyOf = ({ metric, scope, brokerName, topicName, groupName, namespace = '', part }: MetricPoint) =>
  `${metric}\n${scope}\n${brokerName}\n${topicName}\n${groupName}\n${namespace}\n${part}`
