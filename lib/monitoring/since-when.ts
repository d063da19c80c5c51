export interface Since {
  at: Date
  /** It was so at the oldest sample already: it began then or before. */
  isAtLeast: boolean
}

/**
 * Since when something has been so without a break, by samples: the first of the unbroken run that reaches to the newest one.
 * A gap breaks nothing: what was not sampled is taken as it was before.
 *
 * @returns null when it is not so now, or nothing was sampled
 */
export function sinceWhen(
  points: readonly (readonly [Date, number | bigint | null])[],
  isSo: (value: number) => boolean,
): Since | null {
  let at: Date | null = null
  let isAtLeast = false
  let hasBefore = false
  for (const [time, value] of points) {
    if (value === null) continue
    if (!isSo(Number(value))) at = null
    else if (at === null) {
      at = time
      isAtLeast = !hasBefore
    }
    hasBefore = true
  }
  return at && { at, isAtLeast }
}
