/** A stretch of time in which something happens. */
export interface Span {
  startMs: number
  endMs: number
}

export interface TimeAxis {
  /** Where a time stands, 0 to 100. */
  percent: (ms: number) => number
  /** Idle time that is left out, and how long it is. */
  cuts: { from: number; to: number; durationMs: number }[]
  /** Times since the beginning; behind a pause, where that says too little, since its end. */
  ticks: { percent: number; sinceMs: number; sincePauseMs?: number }[]
}

/** Width of a stretch that is left out. */
const CUT_PERCENT = 4
const MAX_CUTS = 6
/** A shorter pause is drawn as it is. */
const MIN_CUT_MS = 200
/** A pause is left out when it is more than this share of what is drawn. */
const CUT_SHARE = 0.35
/** Each stretch gets at least so much room, for the words beside its bars. */
const MIN_SHARE = 0.12
const TICK_PERCENT = 11
/** Room behind the last bar, for its words. */
const TAIL_SHARE = 0.12

/**
 * Time from left to right, in which long pauses are left out: a retry after half an hour must not press everything else
 * together.
 */
export function timeAxis(spans: readonly Span[]): TimeAxis {
  const busy = mergeSpans(spans)
  const first = busy[0]
  const last = busy.at(-1)
  if (!first || !last) return { percent: () => 0, cuts: [], ticks: [] }
  const pieces = splitAtPauses(busy)
  const cutsWidth = CUT_PERCENT * (pieces.length - 1)
  const shares = sharesOf(pieces)
  let at = 0
  const placed = pieces.map((piece, index) => {
    const width = (100 - cutsWidth) * (shares[index] ?? 0)
    const place = { ...piece, from: at, to: at + width }
    at += width + CUT_PERCENT
    return place
  })
  const percent = (ms: number) => {
    const place = placed.find(({ endMs }) => ms <= endMs) ?? placed.at(-1)
    if (!place) return 0
    const { startMs, endMs, from, to } = place
    // In what is left out: at its end.
    if (ms <= startMs) return from
    return Math.min(to, from + ((ms - startMs) / (endMs - startMs)) * (to - from))
  }
  return {
    percent,
    cuts: placed.slice(1).map(({ from, startMs }, index) => ({
      from: from - CUT_PERCENT,
      to: from,
      durationMs: startMs - (pieces[index]?.lastMs ?? startMs),
    })),
    ticks: placed.flatMap((place, index) => ticksOf(place, first.startMs, index > 0)),
  }
}

interface Piece extends Span {
  /** Where its last bar ends, before the room behind it. */
  lastMs: number
}

function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1)
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs)
    else merged.push({ ...span })
  }
  return merged
}

/** The longest pauses first, as long as they are long beside what would be left. */
function splitAtPauses(busy: readonly Span[]): Piece[] {
  const pauses = busy
    .slice(1)
    .map((span, index) => ({ index: index + 1, ms: span.startMs - (busy[index]?.endMs ?? 0) }))
  const total = (busy.at(-1)?.endMs ?? 0) - (busy[0]?.startMs ?? 0)
  let left = total
  const cutBefore = new Set<number>()
  for (const { index, ms } of pauses.toSorted((a, b) => b.ms - a.ms)) {
    if (cutBefore.size >= MAX_CUTS || ms < MIN_CUT_MS || ms < left * CUT_SHARE) break
    cutBefore.add(index)
    left -= ms
  }
  const pieces: Piece[] = []
  busy.forEach(({ startMs, endMs }, index) => {
    const piece = pieces.at(-1)
    if (piece && !cutBefore.has(index)) Object.assign(piece, { endMs, lastMs: endMs })
    else pieces.push({ startMs, endMs, lastMs: endMs })
  })
  // What takes no time at all needs some, to be drawn.
  return pieces.map((piece) => ({
    ...piece,
    endMs: piece.endMs + Math.max((piece.endMs - piece.startMs) * TAIL_SHARE, 1),
  }))
}

function sharesOf(pieces: readonly Piece[]): number[] {
  const least = Math.min(MIN_SHARE, 1 / pieces.length)
  const total = pieces.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const free = 1 - least * pieces.length
  return pieces.map(({ startMs, endMs }) => least + (free * (endMs - startMs)) / total)
}

function ticksOf(
  { startMs, endMs, from, to }: Span & { from: number; to: number },
  zeroMs: number,
  isAfterCut: boolean,
): TimeAxis['ticks'] {
  const count = Math.floor((to - from) / TICK_PERCENT)
  // Behind a pause the first time is what one wants to know.
  const ticks = isAfterCut ? [{ percent: from, sinceMs: startMs - zeroMs }] : []
  if (count < 1) return ticks.length > 0 ? ticks : [{ percent: from, sinceMs: startMs - zeroMs }]
  const step = niceStep((endMs - startMs) / count)
  const perMs = (to - from) / (endMs - startMs)
  for (let ms = isAfterCut ? step : 0; startMs + ms < endMs; ms += step) {
    const percent = from + ms * perMs
    if (percent > 96) break
    ticks.push({ percent, sinceMs: startMs + ms - zeroMs, ...(isAfterCut && { sincePauseMs: ms }) })
  }
  return ticks
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 1)))
  return power * ([1, 2, 5].find((factor) => factor * power >= ms) ?? 10)
}
