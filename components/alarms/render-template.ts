const placeholder = /\{\{\s*([A-Za-z]+)\s*\}\}/g

/** What a notice will say: values in for `{{name}}`; what is no variable stays as it is written. */
export const renderTemplate = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(placeholder, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )

/** Names in a template that no notice knows. */
export const unknownVariables = (template: string, known: readonly string[]): string[] =>
  [...new Set([...template.matchAll(placeholder)].map((match) => match[1] ?? ''))].filter(
    (name) => !known.includes(name),
  )
