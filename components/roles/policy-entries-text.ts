import { z } from 'zod'
import { maxRoleRows, type Policy, PolicyInput } from '#lib/roles/policy-schema.ts'

/** Entries as they are edited: without which brokers hold them. */
export const entriesText = (entries: readonly Policy[]): string =>
  JSON.stringify(
    entries.map(({ policyType, resource, actions, sourceIps, decision }) => ({
      ...{ policyType, resource, actions, decision },
      ...(sourceIps.length > 0 && { sourceIps }),
    })),
    null,
    2,
  )

const Entries = z.array(PolicyInput).min(1).max(maxRoleRows)

/** What was typed, or the first thing that is wrong with it: where, as `0.actions`, and the rule in words. */
export function parseEntries(
  text: string,
): { entries: PolicyInput[] } | { fault: 'json' } | { fault: 'entry'; path: string; detail: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { fault: 'json' }
  }
  const parsed = Entries.safeParse(json)
  if (parsed.success) return { entries: parsed.data }
  const [issue] = parsed.error.issues
  return { fault: 'entry', path: issue?.path.join('.') ?? '', detail: issue?.message ?? '' }
}
