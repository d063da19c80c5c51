/** What a broker delays by where its settings do not say otherwise (`messageDelayLevel`). */
export const DEFAULT_LEVELS = '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h'
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The delays of levels 1, 2, … in ms; null where the setting cannot be read. */
export function delayLevelsMs(setting: string): (number | null)[] {
  return setting
    .trim()
    .split(/\s+/)
    .map((text) => {
      const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
      const unitMs = UNIT_MS[unit]
      return count === undefined || unitMs === undefined ? null : Number(count) * unitMs
    })
}
