export type CursorAction =
  | { kind: 'move'; to: number }
  | { kind: 'open' | 'select' | 'previousPage' | 'nextPage' | 'none' }

/**
 * What a key does while a row has the focus. Arrows and J, K walk; past the end they turn the page; Home, End and Page keys
 * jump; Enter opens, X selects.
 */
export function cursorAction(key: string, cursor: number, rows: number, rowsPerScreen = 10): CursorAction {
  if (rows === 0) return { kind: 'none' }
  const move = (to: number): CursorAction => ({ kind: 'move', to: Math.min(rows - 1, Math.max(0, to)) })
  switch (key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return cursor >= rows - 1 ? { kind: 'nextPage' } : move(cursor + 1)
    case 'ArrowUp':
    case 'k':
    case 'K':
      return cursor <= 0 ? { kind: 'previousPage' } : move(cursor - 1)
    case 'Home':
      return move(0)
    case 'End':
      return move(rows - 1)
    case 'PageDown':
      return move(cursor + rowsPerScreen)
    case 'PageUp':
      return move(cursor - rowsPerScreen)
    case 'Enter':
      return { kind: 'open' }
    case 'x':
    case 'X':
      return { kind: 'select' }
    default:
      return { kind: 'none' }
  }
}
