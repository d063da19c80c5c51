import type { PathSet, PathState } from './json-path.ts'

/** JSON text of the new value; null: it goes, with its name; undefined: it stays as it is written. */
type Change = string | null | undefined

/** What a rule does with the values of a JSON text. */
export interface JsonEdit {
  paths: PathSet
  /** Values at the paths are hidden, or all values but those. */
  mode: 'DENY' | 'ALLOW'
  /** A value that is to be hidden, as it is written. */
  hide: (raw: string) => Change
  /** Every other string, number or name. */
  look?: (raw: string) => Change
}

/** Deeper texts are not taken for JSON that can be masked. */
const MAX_DEPTH = 500
/** Named of all that was changed. */
const MAX_PLACES = 20

interface MaskedJson {
  text: string
  isChanged: boolean
  /** Paths that were changed, elements as `[*]`; the first 20. */
  places: string[]
}

/** The text is no JSON, or too deep. */
export class NoJson extends Error {
  override readonly name = 'NoJson'
}

/** Nothing is left of it. */
export class NothingLeft extends Error {
  override readonly name = 'NothingLeft'
}

/**
 * A JSON text with some values changed and all else as it was written: numbers of 64 bits, spaces, names that stand twice.
 *
 * @throws NoJson, NothingLeft
 */
export function maskJson(text: string, edit: JsonEdit): MaskedJson {
  requireJson(text)
  const walk = new Walk(text, edit)
  const changed = walk.root()
  if (changed === null) throw new NothingLeft()
  return { text: changed ?? text, isChanged: changed !== undefined, places: [...walk.places] }
}

/** @throws NoJson */
export function requireJson(text: string): void {
  try {
    JSON.parse(text)
  } catch {
    throw new NoJson()
  }
}

/** Goes once through a text that is known to be JSON. */
class Walk {
  readonly places = new Set<string>()
  private readonly text: string
  private readonly edit: JsonEdit
  private readonly way: string[] = ['$']
  private at = 0

  constructor(text: string, edit: JsonEdit) {
    this.text = text
    this.edit = edit
  }

  root(): Change {
    this.skipSpace()
    const start = this.at
    const changed = this.value(this.edit.paths.start, this.edit.paths.isRoot)
    if (typeof changed !== 'string') return changed
    return this.text.slice(0, start) + changed + this.text.slice(this.at)
  }

  private value(state: PathState, isMatch: boolean): Change {
    const { mode, hide } = this.edit
    const start = this.at
    if (isMatch) {
      this.skipValue()
      if (mode === 'ALLOW') return undefined
      return this.changed(hide(this.text.slice(start, this.at)))
    }
    if (this.way.length > MAX_DEPTH) throw new NoJson()
    const first = this.text[this.at]
    if (first === '{') return this.members(state)
    if (first === '[') return this.elements(state)
    this.skipValue()
    const raw = this.text.slice(start, this.at)
    return this.changed(mode === 'ALLOW' ? hide(raw) : this.edit.look?.(raw))
  }

  private members(state: PathState): Change {
    return this.list('}', () => {
      this.skipSpace()
      const nameStart = this.at
      this.skipString()
      const rawName = this.text.slice(nameStart, this.at)
      const name = rawName.includes('\\') ? String(JSON.parse(rawName)) : rawName.slice(1, -1)
      const nameEnd = this.at
      this.skipSpace()
      this.at++
      this.skipSpace()
      const next = this.edit.paths.step(state, name)
      // A name may hold what is looked for; then it is changed, not told.
      const newName = this.edit.mode === 'DENY' ? this.edit.look?.(rawName) : undefined
      this.way.push(newName === undefined ? `.${name}` : '.*')
      const valueStart = this.at
      const value = this.value(next.state, next.isMatch)
      if (newName !== undefined) this.changed(newName)
      this.way.pop()
      if (value === null || newName === null) return null
      if (value === undefined && newName === undefined) return undefined
      return {
        from: nameStart,
        text:
          (newName ?? rawName) + this.text.slice(nameEnd, valueStart) + (value ?? this.text.slice(valueStart, this.at)),
      }
    })
  }

  private elements(state: PathState): Change {
    let index = 0
    return this.list(']', () => {
      this.skipSpace()
      const from = this.at
      const next = this.edit.paths.step(state, index++)
      this.way.push('[*]')
      const text = this.value(next.state, next.isMatch)
      this.way.pop()
      return typeof text === 'string' ? { from, text } : text
    })
  }

  /** What stands between brackets. */
  private list(close: '}' | ']', read: () => { from: number; text: string } | null | undefined): Change {
    const start = this.at++
    this.skipSpace()
    if (this.text[this.at] === close) {
      this.at++
      return undefined
    }
    this.at = start + 1
    const parts: string[] = []
    let isChanged = false
    for (;;) {
      const partStart = this.at
      const item = read()
      const end = this.at
      this.skipSpace()
      if (item === null || item) isChanged = true
      if (item) parts.push(this.text.slice(partStart, item.from) + item.text + this.text.slice(end, this.at))
      else if (item === undefined) parts.push(this.text.slice(partStart, this.at))
      if (this.text[this.at++] === close) break
    }
    return isChanged ? `${this.text[start]}${parts.join(',')}${close}` : undefined
  }

  private changed(change: Change): Change {
    if (change !== undefined && this.places.size < MAX_PLACES) this.places.add(this.way.join(''))
    return change
  }

  private skipSpace(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at++
  }

  private skipString(): void {
    for (this.at++; this.text[this.at] !== '"'; this.at++) if (this.text[this.at] === '\\') this.at++
    this.at++
  }

  /** Whatever stands here, without a look at what it is made of. */
  private skipValue(): void {
    let depth = 0
    do {
      const first = this.text[this.at]
      if (first === '"') {
        this.skipString()
      } else if (first === '{' || first === '[') {
        depth++
        this.at++
      } else if (first === '}' || first === ']') {
        depth--
        this.at++
      } else if (depth > 0 && /[\s,:]/.test(first ?? '')) {
        this.at++
      } else {
        while (/[\w.+-]/.test(this.text[this.at] ?? '')) this.at++
      }
    } while (depth > 0)
  }
}
