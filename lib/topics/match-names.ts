import { AppError } from '#lib/errors.ts'
import { matchRegex } from './match-regex.ts'

const MAX_REGEX_CHARACTERS = 100

/**
 * The name filter of a list: part of a name, a glob with `*` over the whole name (both without regard to case), or a regular
 * expression between slashes, which may carry the flag `i`.
 *
 * @returns one answer per name
 * @throws AppError INVALID_INPUT for a regular expression that is broken, too long or too slow
 */
export async function matchNames(query: string, names: readonly string[]): Promise<boolean[]> {
  const regex = /^\/(.+)\/(i?)$/s.exec(query)
  if (regex) {
    const [, body = '', flags = ''] = regex
    if (body.length > MAX_REGEX_CHARACTERS) {
      throw queryError('tooLong', `A regular expression has at most ${MAX_REGEX_CHARACTERS} characters.`)
    }
    try {
      new RegExp(body, flags)
    } catch (error) {
      throw queryError('regex', `This is no regular expression: ${error instanceof Error ? error.message : ''}.`)
    }
    const matches = await matchRegex(body, flags, names)
    if (!matches) throw queryError('regexTooSlow', 'This regular expression takes too long. Try a simpler one.')
    return matches
  }
  const wanted = query.toLowerCase()
  if (wanted.includes('*')) return names.map((name) => matchesGlob(wanted.split('*'), name.toLowerCase()))
  return names.map((name) => name.toLowerCase().includes(wanted))
}

/** Linear in the name, unlike a regular expression made of the glob. */
export function matchesGlob(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  const end = name.length - last.length
  let position = first.length
  for (const part of rest) {
    const found = name.indexOf(part, position)
    if (found < 0 || found + part.length > end) return false
    position = found + part.length
  }
  return true
}

const queryError = (rule: string, detail: string) =>
  new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'query.q', rule, params: { max: MAX_REGEX_CHARACTERS }, detail }],
  })
