const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const
type Unit = keyof typeof unitsMs

/** `10s`, `2m`, `1h`, `500ms` as they are typed, in ms; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9}) *(ms|s|m|h)$/.exec(text.trim().toLowerCase())
  return match ? Number(match[1]) * unitsMs[match[2] as Unit] : null // the pattern holds these very units
}

/** In the largest unit that says it exactly. */
export function durationText(ms: number): string {
  const unit = (['h', 'm', 's'] as const).find((name) => ms > 0 && ms % unitsMs[name] === 0) ?? 'ms'
  return `${ms / unitsMs[unit]}${unit}`
}
