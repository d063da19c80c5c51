/** How bad it is: worst first. */
export const chartStates = ['critical', 'warning', 'info'] as const
type ChartState = (typeof chartStates)[number]

/** A limit of a rule, as a dashed line with a word. */
export interface Limit {
  value: number
  /** The word on the line. */
  label: string
  state: ChartState
}

/** When a rule fired. */
export interface Band {
  from: Date
  to: Date
  state: ChartState
}

/** Something that happened: a vertical line with a word. */
export interface ChartEvent {
  at: Date
  label: string
}
