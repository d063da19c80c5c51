import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import { allows, byKey, entryKey, isSameEntry, patternOf } from './policy-entries.ts'
import type { PermissionType, RoleForm, RoleRow } from './policy-schema.ts'
import type { MayUse, RoleKind } from './schema.ts'

/** What a form wants on a broker, in terms of what is there. */
export interface FormChange {
  put: PolicyEntry[]
  remove: PolicyEntry[]
  /** Resources of the form for which there is an entry that it cannot express. */
  conflicts: string[]
}

const custom = (resource: string, actions: string[], sourceIps: readonly string[] = []): PolicyEntry => ({
  policyType: 'Custom',
  resource,
  actions,
  sourceIps: [...sourceIps],
  decision: 'Allow',
})

/** The policies that a form means. */
export function entriesOf(form: RoleForm): PolicyEntry[] {
  if (form.type === 'CLUSTER') {
    const { produce, consume, sourceIps } = form
    const topic = [...(produce ? ['Pub'] : []), ...(consume ? ['Sub'] : [])]
    return [
      ...(topic.length > 0 ? [custom('Topic:*', topic, sourceIps)] : []),
      ...(consume ? [custom('Group:*', ['Sub'], sourceIps)] : []),
    ]
  }
  return form.rows.map(({ kind, name, produce, consume, sourceIps }) =>
    custom(
      `${kind}:${name}`,
      [...(produce ? ['Pub'] : []), ...(consume ? ['Sub'] : [])],
      // Its own, an empty list included: from anywhere.
      sourceIps ?? form.sourceIps,
    ),
  )
}

/** Can a row of a form say this? */
export function isFormEntry({ policyType, resource, actions, decision }: PolicyEntry): boolean {
  const { kind } = patternOf(resource)
  if (policyType !== 'Custom' || decision !== 'Allow' || actions.length === 0) return false
  if (kind === 'Topic') return actions.every((action) => action === 'Pub' || action === 'Sub')
  return kind === 'Group' && actions.every((action) => action === 'Sub')
}

export function permissionType(entries: readonly PolicyEntry[]): PermissionType {
  if (entries.length === 0) return 'NONE'
  if (!entries.every(isFormEntry)) return 'CUSTOM'
  return isClusterForm(entries) ? 'CLUSTER' : 'TOPIC_AND_GROUP'
}

/** Exactly what the form for a whole cluster writes. */
function isClusterForm(entries: readonly PolicyEntry[]): boolean {
  const held = byKey(entries)
  const [topic, group] = [held.get('Custom Topic:*'), held.get('Custom Group:*')]
  if (!topic || entries.length > 2) return false
  const wanted = entriesOf({
    type: 'CLUSTER',
    produce: allows(topic, 'Pub'),
    consume: allows(topic, 'Sub'),
    sourceIps: topic.sourceIps,
  })
  return (
    wanted.length === entries.length &&
    wanted.every((entry) => isSameEntry(entry, held.get(entryKey(entry)))) &&
    (group === undefined) === !allows(topic, 'Sub')
  )
}

/** The policies as a form; null when it could not say all of them. */
export function toForm(
  entries: readonly PolicyEntry[],
  remarks: Readonly<Record<string, string>> = {},
): RoleForm | null {
  const type = permissionType(entries)
  if (type === 'CUSTOM') return null
  const ips = new Set(entries.map(({ sourceIps }) => JSON.stringify([...sourceIps].sort())))
  const shared = ips.size === 1 ? (entries[0]?.sourceIps ?? []) : []
  const sourceIps = shared.length > 0 ? { sourceIps: [...shared] } : {}
  if (type === 'CLUSTER') {
    const topic = entries.find(({ resource }) => resource === 'Topic:*')
    const may = (action: string) => topic !== undefined && allows(topic, action)
    return { type, produce: may('Pub'), consume: may('Sub'), ...sourceIps }
  }
  const rows = entries.map((entry): RoleRow => {
    const cut = entry.resource.indexOf(':')
    const remark = remarks[entry.resource]
    return {
      kind: entry.resource.startsWith('Topic:') ? 'Topic' : 'Group',
      name: entry.resource.slice(cut + 1),
      produce: entry.actions.includes('Pub'),
      consume: entry.actions.includes('Sub'),
      ...(ips.size > 1 && { sourceIps: [...entry.sourceIps] }),
      ...(remark !== undefined && { remark }),
    }
  })
  return { type: 'TOPIC_AND_GROUP', rows, ...sourceIps }
}

/** What a form changes where `held` is. Entries that no form could say stay as they are. */
export function formChange(held: readonly PolicyEntry[], form: RoleForm): FormChange {
  const [wanted, present] = [entriesOf(form), byKey(held)]
  const keys = new Set(wanted.map(entryKey))
  return {
    put: wanted.filter((entry) => !isSameEntry(entry, present.get(entryKey(entry)))),
    remove: held.filter((entry) => isFormEntry(entry) && !keys.has(entryKey(entry))),
    conflicts: wanted.flatMap((entry) => {
      const there = present.get(entryKey(entry))
      return there && !isFormEntry(there) ? [entry.resource] : []
    }),
  }
}

/** Remarks of rows by resource: brokers have no place for them. */
export const rowRemarks = (form: RoleForm): Record<string, string> =>
  form.type === 'CLUSTER'
    ? {}
    : Object.fromEntries(form.rows.flatMap(({ kind, name, remark }) => (remark ? [[`${kind}:${name}`, remark]] : [])))

/** What a role may do, in one word each. */
export function mayUse(kind: RoleKind, entries: readonly PolicyEntry[]): { produce: MayUse; consume: MayUse } {
  if (kind === 'Super') {
    const all: MayUse = { state: 'YES', topics: 0, groups: 0 }
    return { produce: all, consume: all }
  }
  const of = (resourceKind: string, action: string, decision: string) =>
    entries.filter((entry) => {
      const { kind: pattern } = patternOf(entry.resource)
      return (pattern === '*' || pattern === resourceKind) && entry.decision === decision && allows(entry, action)
    })
  const isAll = (list: readonly PolicyEntry[]) =>
    list.some(({ resource, sourceIps }) => patternOf(resource).match === 'ALL' && sourceIps.length === 0)
  const [pub, sub, group] = [of('Topic', 'Pub', 'Allow'), of('Topic', 'Sub', 'Allow'), of('Group', 'Sub', 'Allow')]
  const isPubDenied = of('Topic', 'Pub', 'Deny').length > 0
  const isSubDenied = of('Topic', 'Sub', 'Deny').length > 0 || of('Group', 'Sub', 'Deny').length > 0
  return {
    produce: {
      state: pub.length === 0 ? 'NO' : isAll(pub) && !isPubDenied ? 'YES' : 'PARTLY',
      topics: pub.length,
      groups: 0,
    },
    consume: {
      // A topic without a group can be read by nobody, nor a group without a topic.
      state:
        sub.length === 0 || group.length === 0 ? 'NO' : isAll(sub) && isAll(group) && !isSubDenied ? 'YES' : 'PARTLY',
      topics: sub.length,
      groups: group.length,
    },
  }
}

/** `Topic:orders=Pub+Sub`; what no form can say names its decision and type. */
export function shortEntry(entry: PolicyEntry): string {
  const { policyType, resource, actions, decision } = entry
  const short = `${resource}=${actions.join('+')}`
  return isFormEntry(entry) ? short : `${decision} ${short} (${policyType})`
}
