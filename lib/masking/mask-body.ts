import { bodyText } from '#lib/body-text.ts'
import type { CompiledRule } from './compile-rule.ts'
import { type JsonEdit, maskJson, NoJson, NothingLeft, requireJson } from './mask-json.ts'
import { MASK, maskValue } from './mask-value.ts'
import { TooLongToSearch } from './pattern.ts'
import type { MaskNote } from './schema.ts'

export interface MaskedBody {
  bytes: Buffer
  notes: MaskNote[]
}

type Withheld = NonNullable<MaskNote['withheld']>

/**
 * A body as the rules leave it, one rule after the other; null where none changes it.
 *
 * @param rules that look at bodies
 * @param bytes after decompression
 */
export function maskBody(rules: readonly CompiledRule[], bytes: Buffer): MaskedBody | null {
  const [first] = rules
  if (!first || bytes.length === 0) return null
  const original = bodyText(bytes)
  if (original === null) return withheld(first, 'NOT_TEXT')
  let text = original
  const notes: MaskNote[] = []
  for (const rule of rules) {
    try {
      const masked = maskText(rule, text)
      if (!masked) continue
      text = masked.text
      notes.push({ ...noteOf(rule), ...(masked.places.length > 0 && { places: masked.places }) })
    } catch (error) {
      return withheld(rule, whyWithheld(error))
    }
  }
  return notes.length === 0 ? null : { bytes: Buffer.from(text), notes }
}

export function withheld(rule: CompiledRule, why: Withheld): MaskedBody {
  return { bytes: Buffer.alloc(0), notes: [{ ...noteOf(rule), withheld: why }] }
}

const noteOf = ({ name, action }: CompiledRule): MaskNote => ({ part: 'BODY', ruleName: name, action })

function whyWithheld(error: unknown): Withheld {
  if (error instanceof NoJson) return 'NOT_JSON'
  if (error instanceof NothingLeft) return 'NOTHING_LEFT'
  if (error instanceof TooLongToSearch) return 'TOO_LONG'
  throw error
}

/** @throws NoJson where the rule is for JSON alone and this is none; NothingLeft; TooLongToSearch */
function maskText(rule: CompiledRule, text: string): { text: string; places: string[] } | null {
  const { appliesTo, mode, pattern } = rule
  const isForText = appliesTo.has('TEXT')
  // What a JSON text says may be written in many ways (`\u0034`), so it is read before it is searched.
  if (appliesTo.has('JSON') || mode === 'DENY') {
    try {
      const edit = jsonEditOf(rule)
      if (edit.look && pattern && !pattern.mayBeIn(text)) {
        requireJson(text)
        return null
      }
      const { isChanged, ...masked } = maskJson(text, edit)
      return isChanged ? masked : null
    } catch (error) {
      if (!(error instanceof NoJson && isForText)) throw error
    }
  }
  if (!pattern) throw new NothingLeft()
  const masked = mode === 'DENY' ? rule.hideFound(text) : keepFound(rule, text)
  if (masked === '') throw new NothingLeft()
  return masked === undefined || masked === text ? null : { text: masked, places: [] }
}

function jsonEditOf(rule: CompiledRule): JsonEdit {
  const { paths, mode, pattern } = rule
  const look = (raw: string) => {
    const masked = rule.hideFound(sayingOf(raw))
    return masked === undefined ? undefined : masked === '' ? null : JSON.stringify(masked)
  }
  const hide = (raw: string) => {
    const isWhole = raw.startsWith('{') || raw.startsWith('[')
    // With a pattern only what it finds at the paths is hidden.
    if (mode === 'DENY' && pattern && !isWhole) return look(raw)
    const hidden = isWhole ? hideWhole(rule, raw) : maskValue(sayingOf(raw), rule.action)
    return hidden === null ? null : JSON.stringify(hidden)
  }
  const isByPattern = mode === 'DENY' && pattern !== null && !paths.isSome
  return { paths, mode, hide, ...(isByPattern && { look }) }
}

/** Four characters of an object tell nothing that anybody wants to know. */
const hideWhole = ({ action }: CompiledRule, raw: string) => (action === 'KEEP_LAST_4' ? MASK : maskValue(raw, action))

const sayingOf = (raw: string) => (raw.startsWith('"') ? String(JSON.parse(raw)) : raw)

/** All but what the pattern finds, stretch by stretch. */
function keepFound({ pattern, action }: CompiledRule, text: string): string {
  let end = 0
  let kept = ''
  const hide = (to: number) => {
    if (to > end) kept += maskValue(text.slice(end, to), action) ?? ''
  }
  for (const found of pattern?.find(text) ?? []) {
    hide(found.start)
    kept += text.slice(found.start, found.end)
    end = found.end
  }
  hide(text.length)
  return kept
}
