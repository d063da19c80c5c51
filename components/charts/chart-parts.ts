/** A limit of a rule, as a dashed line with a word. */
export interface Limit {
  value: number
  /** The word on the line. */
  label: string
  state: 'critical' | 'warning'
}

/** When a rule fired. */
export interface Band {
  from: Date
  to: Date
  state: 'critical' | 'warning'
}

/** Something that happened: a vertical line with a word. */
export interface ChartEvent {
  at: Date
  label: string
}
