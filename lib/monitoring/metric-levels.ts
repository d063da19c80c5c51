/** A level at which samples are kept: what one number of it spans, and what one row of it holds. */
export interface MetricLevel {
  /** Seconds of one number. */
  seconds: number
  /** Seconds of one row: a minute's number by itself, the others a row for several. */
  rowSeconds: number
  table: 'metric_samples_1m' | 'metric_samples_5m' | 'metric_samples_1h'
  /** Days that one partition spans. It is dropped whole. */
  partitionDays: number
  /** A row that does not change is stored again after so long at most: a reader need not look back further for what holds. */
  lookBackSeconds: number
}

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/** A value that does not change is stored again after so long. */
export const HEARTBEAT_MS = 30 * MINUTE * 1000
/** Passes come a little early or late. */
const SLACK = 5 * MINUTE
/** Hours of which each series has a row although nothing changed in it. */
export const FULL_HOUR_EVERY = 6

export const minuteLevel: MetricLevel = {
  seconds: MINUTE,
  rowSeconds: MINUTE,
  table: 'metric_samples_1m',
  partitionDays: 1,
  lookBackSeconds: HEARTBEAT_MS / 1000 + SLACK,
}
export const fiveMinuteLevel: MetricLevel = {
  seconds: 5 * MINUTE,
  rowSeconds: HOUR,
  table: 'metric_samples_5m',
  partitionDays: 5,
  lookBackSeconds: (FULL_HOUR_EVERY + 1) * HOUR,
}
export const hourLevel: MetricLevel = {
  seconds: HOUR,
  rowSeconds: DAY,
  table: 'metric_samples_1h',
  partitionDays: 30,
  lookBackSeconds: 2 * DAY,
}
export const metricLevels = [minuteLevel, fiveMinuteLevel, hourLevel] as const

/** Start of the span of so many seconds that a time is in. UTC days, hours and minutes all fall on such starts. */
export const floorTo = (at: Date, seconds: number): Date =>
  new Date(Math.floor(at.getTime() / (seconds * 1000)) * seconds * 1000)
