/** RFC 4515: what a person typed stands for itself in a filter, whatever it is. */
export const escapeFilterValue = (value: string): string =>
  value.replace(/[\\*()\0]|[^\x20-\x7e]/gu, (char) =>
    [...Buffer.from(char, 'utf8')].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
  )

/** Puts values into a filter an administrator wrote: `(uid={name})`. */
export const fillFilter = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (all, key: string) =>
    Object.hasOwn(values, key) ? escapeFilterValue(values[key] ?? '') : all,
  )
