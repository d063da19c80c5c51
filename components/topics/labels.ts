import { LabelKey } from '#lib/api/endpoint.ts'

const VALUE_CHARACTERS_MAX = 128

/** `key=value` as it is typed; null when it is none. A value may hold further `=`. */
export function parseLabel(text: string): [key: string, value: string] | null {
  const at = text.indexOf('=')
  if (at < 0) return null
  const [key, value] = [text.slice(0, at), text.slice(at + 1)]
  return LabelKey.safeParse(key).success && value.length <= VALUE_CHARACTERS_MAX ? [key, value] : null
}

/** The later of two values for one key counts. */
export const toLabels = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.flatMap((text) => [parseLabel(text)]).filter((label) => label !== null))

export const fromLabels = (labels: Record<string, string>): string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`)
