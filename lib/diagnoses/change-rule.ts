import type { DiagnosisFacts } from './facts.ts'
import { evidence, type Finding } from './finding.ts'

/** What happened lately is no fault, and often the reason of one. */
export function changeRule({ changes }: DiagnosisFacts): Finding[] {
  const check = 'CHANGES'
  if (changes.length === 0) return [{ check, verdict: 'OK', cause: 'NOTHING_CHANGED' }]
  const rows = changes.map(({ at, what, by, outcome }) =>
    evidence(what, { at, ...(by !== null && { by }), ...(outcome !== null && { outcome }) }),
  )
  return [
    {
      check,
      verdict: 'WARN',
      cause: 'CHANGED_LATELY',
      params: { count: changes.length },
      evidence: rows,
      link: 'history',
    },
  ]
}
