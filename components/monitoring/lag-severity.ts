/** The limits of the shipped alarm rule "Group lag time". */
const WARNING_MS = 10 * 60_000
const CRITICAL_MS = 60 * 60_000

/** Words for a lag time that is beyond a limit; null within them, and when it is not known. */
export function lagSeverity(lagTimeMs: number | null): 'critical' | 'warning' | null {
  if (lagTimeMs === null || lagTimeMs < WARNING_MS) return null
  return lagTimeMs < CRITICAL_MS ? 'warning' : 'critical'
}
