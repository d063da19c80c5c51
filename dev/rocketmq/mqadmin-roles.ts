const rows = (output: string): string[][] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s{2,}/))

/** `listUser`: name, password in clear, kind and status of each. */
export const readListUser = rows

/** `listAcl`: subject, policy type, resource, actions, source addresses and decision of each entry. */
export const readListAcl = rows
