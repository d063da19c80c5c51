import type { GroupSample, WorstLagSample } from '#lib/monitoring/sample.ts'

type Standing = Pick<GroupSample, 'groupName' | 'lag' | 'lagTimeMs' | 'trend'>

/** The group with the longest lag time, else with most lag; null when none is behind, or none is known to be. */
export function worstLag(groups: Iterable<Standing>): WorstLagSample | null {
  let worst: Standing | null = null
  for (const group of groups) {
    const isBehind = group.lag.value !== null && group.lag.value > 0n
    if (isBehind && (worst === null || isWorse(group, worst))) worst = group
  }
  if (!worst) return null
  const { groupName, lag, lagTimeMs, trend } = worst
  return { groupName, lag, lagTimeMs, trend }
}

function isWorse(a: Standing, b: Standing): boolean {
  const [ageA, ageB] = [a.lagTimeMs.value ?? -1, b.lagTimeMs.value ?? -1]
  return ageA === ageB ? (a.lag.value ?? 0n) > (b.lag.value ?? 0n) : ageA > ageB
}
