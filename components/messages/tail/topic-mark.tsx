const marks = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5']

/** Ties a row to its topic; the name stands beside it. */
export function TopicMark({ index }: { index: number }) {
  return <span aria-hidden="true" className={`h-3.5 w-[3px] shrink-0 ${marks[index] ?? 'bg-series-other'}`} />
}
