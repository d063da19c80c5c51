/** Names that a template may use, in braces: `{{object}}`. */
export const templateVariables = [
  'cluster',
  'environment',
  'object',
  'namespace',
  'owner',
  'metric',
  'value',
  'threshold',
  'severity',
  'since',
  'duration',
  'trend',
  'link',
  'runbook',
  'labels',
  'count',
] as const
/** What channels know besides: the message as a whole. */
export const messageVariables = [
  ...templateVariables,
  'title',
  'text',
  'rule',
  'transition',
  'messageId',
  'at',
] as const

const placeholder = /\{\{\s*([A-Za-z]+)\s*\}\}/g

/** Puts values in for `{{name}}`; what is no variable stays as it is written. */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  escapeValue: (value: string) => string = (value) => value,
): string {
  return template.replace(placeholder, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : escapeValue(value)
  })
}

/** Names in a template that are none of `known`. */
export function unknownVariables(template: string, known: readonly string[]): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((match) => match[1] ?? ''))].filter(
    (name) => !known.includes(name),
  )
}

/** A value between the quotes of a JSON string. */
export const jsonEscape = (value: string): string => JSON.stringify(value).slice(1, -1)
