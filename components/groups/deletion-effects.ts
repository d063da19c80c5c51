import type { Impact } from '#lib/api/endpoint.ts'

export interface DeletionSums {
  /** Null where it is not known, as are the two below. */
  clients: bigint | null
  offsets: bigint | null
  /** In the dead-letter topic, where that goes too. */
  deadLetters: bigint | null
  /** As last sampled. */
  lag: bigint
}

/** The counts of an impact by kind. */
export function sumEffects(effects: Impact['effects']): DeletionSums {
  const sum = (kind: string): bigint | null => {
    const counts = effects.filter((effect) => effect.kind === kind).map(({ count }) => count)
    return counts.includes(null) ? null : counts.reduce<bigint>((total, count) => total + (count ?? 0n), 0n)
  }
  return {
    clients: sum('clients'),
    offsets: sum('offsets'),
    deadLetters: sum('deadLetterTopic'),
    lag: sum('lag') ?? 0n,
  }
}
