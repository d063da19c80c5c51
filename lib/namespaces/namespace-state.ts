import type { GroupItem } from '#lib/groups/schema.ts'
import type { NamespaceState } from './schema.ts'

type Standing = Pick<GroupItem, 'state' | 'lag' | 'newDeadLetters24h'>

/** What one group means for its namespace. Without the numbers for a word it is UNKNOWN, never a good one. */
function wordOf({ state, lag, newDeadLetters24h }: Standing): NamespaceState {
  switch (state) {
    case 'STUCK':
    case 'FALLING_BEHIND':
    case 'BEHIND':
      return state
    case 'NO_CLIENT':
      if ((lag.value ?? 0n) > 0n) return 'NO_CLIENT'
      break
    case 'UNKNOWN':
      return 'UNKNOWN'
  }
  return (newDeadLetters24h.value ?? 0n) > 0n ? 'DEAD_LETTERS' : 'OK'
}

const severity: readonly NamespaceState[] = [
  'STUCK',
  'FALLING_BEHIND',
  'BEHIND',
  'NO_CLIENT',
  'DEAD_LETTERS',
  'UNKNOWN',
]

/** The worst word of a namespace's groups. */
export function namespaceState(topics: number, groups: readonly Standing[]): NamespaceState {
  if (topics === 0 && groups.length === 0) return 'EMPTY'
  const words = new Set(groups.map(wordOf))
  return severity.find((word) => words.has(word)) ?? 'OK'
}
