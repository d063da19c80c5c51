/** A key press, as far as shortcuts care. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

export interface ShortcutState {
  /** First key of a sequence such as `g t`, and when it was pressed. */
  pending: { key: string; atMs: number } | null
}

export const sequenceMs = 1000

const isModified = (press: KeyPress) => press.ctrlKey || press.metaKey || press.altKey

/** How a press is written in a shortcut: `mod+k` for ⌘K and Ctrl K, the character itself for single keys (`?` needs its Shift). */
export function nameOfPress(press: KeyPress): string | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  if (press.altKey) return null
  if (press.metaKey || press.ctrlKey) return press.shiftKey ? null : `mod+${key}`
  return key
}

/**
 * Which of the known shortcuts a press completes. A first key of a sequence is held for a second; single keys count only where
 * nobody types.
 */
export function nextShortcut(
  state: ShortcutState,
  press: KeyPress,
  context: { known: ReadonlySet<string>; isTyping: boolean; areSingleKeysOn: boolean; nowMs: number },
): { state: ShortcutState; shortcut: string | null } {
  const none = { pending: null }
  const name = nameOfPress(press)
  if (name === null || ['Shift', 'Control', 'Meta', 'Alt'].includes(press.key)) return { state, shortcut: null }
  if (isModified(press)) return { state: none, shortcut: context.known.has(name) ? name : null }
  if (context.isTyping || !context.areSingleKeysOn) return { state: none, shortcut: null }
  const { pending } = state
  if (pending && context.nowMs - pending.atMs <= sequenceMs) {
    const sequence = `${pending.key} ${name}`
    if (context.known.has(sequence)) return { state: none, shortcut: sequence }
  }
  const startsSequence = [...context.known].some((shortcut) => shortcut.startsWith(`${name} `))
  if (startsSequence) return { state: { pending: { key: name, atMs: context.nowMs } }, shortcut: null }
  return { state: none, shortcut: context.known.has(name) ? name : null }
}
