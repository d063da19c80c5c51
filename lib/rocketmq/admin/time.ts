/** A time in ms as servers write it: 0 or −1 where there is none. */
export function dateOrNull(timestampMs: number | null): Date | null {
  return timestampMs !== null && timestampMs > 0 ? new Date(timestampMs) : null
}
