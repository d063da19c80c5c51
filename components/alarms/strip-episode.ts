/** How a stretch of time is drawn. OK is the thin line that is left. */
export type EpisodeLook = 'critical' | 'warning' | 'info' | 'pending' | 'recovering' | 'unknown' | 'silenced'

export interface Episode {
  from: Date
  /** null = it goes on. */
  to: Date | null
  look: EpisodeLook
}

export interface PlacedEpisode {
  key: string
  look: EpisodeLook
  /** Of the whole strip, in percent. */
  left: number
  width: number
}

/** Where each stretch stands on a strip from one instant to another; what lies outside is left out. */
export function placeEpisodes(episodes: readonly Episode[], fromMs: number, toMs: number): PlacedEpisode[] {
  const span = toMs - fromMs
  if (span <= 0) return []
  return episodes.flatMap(({ from, to, look }, index) => {
    const begin = Math.max(from.getTime(), fromMs)
    const end = Math.min(to?.getTime() ?? toMs, toMs)
    if (begin > toMs || end < fromMs || end < begin) return []
    return [
      {
        key: `${index} ${from.getTime()}`,
        look,
        left: ((begin - fromMs) / span) * 100,
        width: ((end - begin) / span) * 100,
      },
    ]
  })
}
