/** What a provider says of a person, before anybody judges it. */
export interface Identity {
  /** Never changes for this person at this provider; empty = the provider told none. */
  id: string
  name: string
  displayName: string
  email: string | null
  /** null = the provider says nothing about it. */
  isEmailVerified: boolean | null
  groups: string[]
  /** Everything that came, for rules about other claims and for the trial. */
  claims: ReadonlyMap<string, string[]>
}

const maxGroups = 1000

/** Groups once each, in order, bounded: a token of a large company names hundreds. */
export const distinct = (values: readonly string[]): string[] =>
  [...new Set(values.map((value) => value.trim()).filter(Boolean))].slice(0, maxGroups)
