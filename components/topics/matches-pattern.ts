import { shortNameOf } from './topic-draft.ts'

/** The rule of an administrator, on a name as long as one can be. What the browser cannot read the server judges. */
export function matchesPattern(pattern: string, fullName: string): boolean {
  try {
    return new RegExp(pattern).test(shortNameOf(fullName))
  } catch {
    return true
  }
}
