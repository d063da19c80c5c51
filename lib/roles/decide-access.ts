import { cidrMatcher, isCidr } from '#lib/cidr.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { AccessDecision } from './access-schema.ts'
import { allows, compareRank, covers, inOrder, patternOf } from './policy-entries.ts'
import type { RoleKind, RoleStatus } from './schema.ts'

/** A role as one broker holds it. */
export interface HeldRole {
  kind: RoleKind
  status: RoleStatus
  entries: readonly PolicyEntry[]
}

interface Question {
  kind: 'Topic' | 'Group' | 'Cluster'
  name: string
  action: 'Pub' | 'Sub' | 'Get' | 'Update'
  /** Absent: from anywhere. */
  ip?: string | undefined
}

const decided = (
  allowed: AccessDecision['allowed'],
  reason: AccessDecision['reason'],
  entry: PolicyEntry | null = null,
  sourceIps: string[] = [],
): AccessDecision => ({ allowed, reason, entry, sourceIps })

/**
 * What a broker decides: custom entries first and default ones only where none of them matches; among these the exact name, then the
 * longest prefix, then all; the first one that holds for the source address counts. Without an address it DEPENDS where some are
 * treated otherwise than the rest.
 *
 * @see protocol notes §2.4
 */
export function decideAccess({ kind, status, entries }: HeldRole, question: Question): AccessDecision {
  if (status === 'disabled') return decided('NO', 'DISABLED')
  if (kind === 'Super') return decided('YES', 'SUPER')
  const matching = inOrder(
    entries.filter(
      (entry) =>
        allows(entry, question.action) && covers(patternOf(entry.resource), question) && holds(entry, question.ip),
    ),
  )
  // What counts for an address that nobody names.
  const general = question.ip === undefined ? matching.filter(({ sourceIps }) => sourceIps.length === 0) : matching
  const [first] = general
  const equal = first ? general.filter((entry) => compareRank(entry, first) === 0) : []
  const isTie = new Set(equal.map(({ decision }) => decision)).size > 1
  if (first && isTie) return decided('UNDEFINED', 'POLICY', first)
  const isAllowed = first?.decision === 'Allow'
  const special = matching.filter(
    (entry) =>
      question.ip === undefined &&
      entry.sourceIps.length > 0 &&
      (entry.decision === 'Allow') !== isAllowed &&
      (!first || compareRank(entry, first) <= 0),
  )
  const [exception] = special
  if (exception) {
    const sourceIps = [...new Set(special.flatMap((entry) => entry.sourceIps))]
    return decided('DEPENDS', 'POLICY', exception, sourceIps)
  }
  return first ? decided(isAllowed ? 'YES' : 'NO', 'POLICY', first) : decided('NO', 'NO_POLICY')
}

function holds({ sourceIps }: PolicyEntry, ip: string | undefined): boolean {
  return ip === undefined || sourceIps.length === 0 || cidrMatcher(sourceIps.filter(isCidr))(ip)
}

/** Is there a resource of that kind that the role may read from some address? Without one its right to the other kind is of no use. */
function mayReadAny({ kind, status, entries }: HeldRole, of: 'Topic' | 'Group'): boolean {
  if (status === 'disabled') return false
  return (
    kind === 'Super' ||
    entries.some((entry) => {
      const pattern = patternOf(entry.resource)
      return (pattern.kind === '*' || pattern.kind === of) && entry.decision === 'Allow' && allows(entry, 'Sub')
    })
  )
}

/** What a role may do with a topic or group. To read takes one of each. */
export function decisionsOf(
  role: HeldRole,
  { on, name, ip }: { on: 'topic' | 'group'; name: string; ip?: string | undefined },
): { produce: AccessDecision | null; consume: AccessDecision } {
  const kind = on === 'topic' ? 'Topic' : 'Group'
  const consume = decideAccess(role, { kind, name, action: 'Sub', ip })
  const other = on === 'topic' ? 'Group' : 'Topic'
  const isUseless = consume.allowed !== 'NO' && !mayReadAny(role, other)
  return {
    produce: on === 'topic' ? decideAccess(role, { kind, name, action: 'Pub', ip }) : null,
    consume: isUseless ? { ...consume, allowed: 'NO', reason: on === 'topic' ? 'NO_GROUP' : 'NO_TOPIC' } : consume,
  }
}
