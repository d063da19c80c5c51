import { RE2JS } from 're2js'

/** Longer texts are not searched: at some tens of milliseconds per megabyte they would hold up everybody. */
const MAX_SEARCHED_CHARACTERS = 1024 * 1024
/** One search is linear in its text, but a pattern that looks far ahead for each of many finds is not. */
const MAX_SEARCH_MS = 250

/** It was not searched to its end, so nobody knows what it holds. */
export class TooLongToSearch extends Error {
  override readonly name = 'TooLongToSearch'
}

/**
 * A regular expression of a rule. Rules are run on the server at every message that anybody reads, between the read and the answer, so
 * there is no thread whose time could be limited: the engine itself must be linear in the text. RE2 is, for any pattern; it has no
 * back references and no look-around, which are what needs backtracking.
 */
export class Pattern {
  private readonly regex: RE2JS
  /** It may depend on where its text begins or ends. */
  private readonly isAnchored: boolean

  /** @throws Error in words, for what is no pattern of RE2 */
  constructor(source: string) {
    this.regex = RE2JS.compile(source)
    this.isAnchored = /[$^]|\\[AzZ]/.test(source)
  }

  /** Does it match all of a text? */
  isWhole(text: string): boolean {
    requireShort(text)
    return this.regex.matches(text)
  }

  /** Does it match the empty text? Then it would match between all characters. */
  get isEmptyMatch(): boolean {
    return this.regex.matches('')
  }

  /**
   * Can any value of a JSON text hold it? One look at all of them, which is most of what a scan needs: false is sure, true means that
   * each has to be asked.
   */
  mayBeIn(json: string): boolean {
    // What is written with escapes says something else than it looks like.
    if (this.isAnchored || json.includes('\\') || json.length > MAX_SEARCHED_CHARACTERS) return true
    return this.regex.test(json)
  }

  /**
   * What it finds, from left to right.
   *
   * @throws TooLongToSearch
   */
  find(text: string): { start: number; end: number }[] {
    requireShort(text)
    // The quick question first: most texts hold nothing.
    if (!this.regex.test(text)) return []
    const found: { start: number; end: number }[] = []
    const matcher = this.regex.matcher(text)
    const endsAt = performance.now() + MAX_SEARCH_MS
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() })
      if (performance.now() > endsAt) throw new TooLongToSearch()
    }
    return found
  }
}

function requireShort(text: string): void {
  if (text.length > MAX_SEARCHED_CHARACTERS) throw new TooLongToSearch()
}
