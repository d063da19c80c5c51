import { fromLabels, toLabels } from '#components/topics/labels.ts'
import { maxRoleRows, type RoleForm, RoleRow } from '#lib/roles/policy-schema.ts'
import type { Role, RoleKind, RoleStatus } from '#lib/roles/schema.ts'
import { type NewRole, RoleName, type RolePatch, SecretKey } from '#lib/roles/write-schema.ts'

export type RowMatch = 'EXACT' | 'PREFIX' | 'ALL'

/** A row as it is edited: the star of a prefix is a choice, not a letter. */
export interface RowDraft {
  id: number
  kind: RoleRow['kind']
  match: RowMatch
  name: string
  produce: boolean
  consume: boolean
  /** Null: those of the whole form. */
  sourceIps: string[] | null
  remark: string
}

export interface PermissionDraft {
  type: RoleForm['type']
  produce: boolean
  consume: boolean
  rows: RowDraft[]
  sourceIps: string[]
}

export interface RoleDraft extends PermissionDraft {
  roleName: string
  kind: RoleKind
  keyGeneration: 'AUTO' | 'MANUAL'
  secretKey: string
  status: RoleStatus
  remark: string
  labels: string[]
  owner: string
}

const noPermissions: PermissionDraft = {
  type: 'TOPIC_AND_GROUP',
  produce: false,
  consume: false,
  rows: [],
  sourceIps: [],
}

export const emptyRoleDraft: RoleDraft = {
  ...noPermissions,
  roleName: '',
  kind: 'Normal',
  keyGeneration: 'AUTO',
  secretKey: '',
  status: 'enabled',
  remark: '',
  labels: [],
  owner: '',
}

export const emptyRow = (id: number, kind: RowDraft['kind']): RowDraft => ({
  id,
  kind,
  match: 'EXACT',
  name: '',
  produce: false,
  consume: kind === 'Group',
  sourceIps: null,
  remark: '',
})

/** A role that exists. What no form can say has no permissions here, and none are sent of it. */
export const draftOfRole = (role: Role): RoleDraft => ({
  ...emptyRoleDraft,
  ...(role.form && draftOfForm(role.form)),
  roleName: role.roleName,
  kind: role.kind,
  status: role.status,
  remark: role.remark ?? '',
  labels: fromLabels(role.labels),
  owner: role.owner ?? '',
})

export function draftOfForm(form: RoleForm): PermissionDraft {
  const sourceIps = [...(form.sourceIps ?? [])]
  if (form.type === 'CLUSTER') {
    const { type, produce, consume } = form
    return { ...noPermissions, type, produce, consume, sourceIps }
  }
  return { ...noPermissions, sourceIps, rows: form.rows.map(draftOfRow) }
}

function draftOfRow({ name, sourceIps, remark, ...rest }: RoleRow, id: number): RowDraft {
  const match = name === '*' ? 'ALL' : name.endsWith('*') ? 'PREFIX' : 'EXACT'
  return {
    ...rest,
    id,
    match,
    name: match === 'EXACT' ? name : name.slice(0, -1),
    sourceIps: sourceIps ? [...sourceIps] : null,
    remark: remark ?? '',
  }
}

/** As the API takes it: `orders`, `pay%*`, `*`. */
export const rowName = ({ match, name }: Pick<RowDraft, 'match' | 'name'>): string =>
  match === 'ALL' ? '*' : match === 'PREFIX' ? `${name}*` : name

export function toForm(draft: PermissionDraft): RoleForm {
  const sourceIps = draft.sourceIps.length > 0 ? { sourceIps: draft.sourceIps } : {}
  if (draft.type === 'CLUSTER') {
    return { type: 'CLUSTER', produce: draft.produce, consume: draft.consume, ...sourceIps }
  }
  return {
    type: 'TOPIC_AND_GROUP',
    rows: draft.rows.map((row) => ({
      kind: row.kind,
      name: rowName(row),
      produce: row.kind === 'Topic' && row.produce,
      consume: row.consume,
      ...(row.sourceIps && { sourceIps: row.sourceIps }),
      ...(row.remark.trim() !== '' && { remark: row.remark.trim() }),
    })),
    ...sourceIps,
  }
}

const metadataOf = ({ remark, labels, owner }: RoleDraft) => ({
  remark: remark.trim() || null,
  labels: toLabels(labels),
  owner: owner.trim() || null,
})

export function toNewRole(draft: RoleDraft): Omit<NewRole, 'confirm'> {
  const { roleName, kind, keyGeneration, secretKey, status } = draft
  return {
    ...{ roleName, kind, keyGeneration, status },
    ...(keyGeneration === 'MANUAL' && { secretKey }),
    form: toForm(draft),
    ...metadataOf(draft),
  }
}

/** What was edited, and nothing else, so that brokers keep what they hold otherwise. */
export function toRolePatch(before: RoleDraft, after: RoleDraft): Omit<RolePatch, 'confirm' | 'revision'> {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const [was, is] = [metadataOf(before), metadataOf(after)]
  return {
    ...(before.kind !== after.kind && { kind: after.kind }),
    ...(before.status !== after.status && { status: after.status }),
    ...(differs(toForm(before), toForm(after)) && { form: toForm(after) }),
    ...(differs(was.remark, is.remark) && { remark: is.remark }),
    ...(differs(was.labels, is.labels) && { labels: is.labels }),
    ...(differs(was.owner, is.owner) && { owner: is.owner }),
  }
}

/** To read takes a topic and a group: what lacks, while there is one of the other. */
export function uselessRows({ type, rows }: PermissionDraft): 'GROUP_WITHOUT_TOPIC' | 'TOPIC_WITHOUT_GROUP' | null {
  if (type === 'CLUSTER') return null
  const reads = (kind: RowDraft['kind']) => rows.some((row) => row.kind === kind && row.consume)
  if (reads('Group') === reads('Topic')) return null
  return reads('Group') ? 'GROUP_WITHOUT_TOPIC' : 'TOPIC_WITHOUT_GROUP'
}

export type RowFault = 'empty' | 'form' | 'twice' | 'nothing'
/** What is wrong with one row, which the API would refuse too; null = fine. */
export function rowFault(row: RowDraft, rows: readonly RowDraft[]): RowFault | null {
  if (row.match !== 'ALL' && row.name === '') return 'empty'
  const name = rowName(row)
  if (!RoleRow.safeParse({ kind: row.kind, name, produce: false, consume: true }).success) return 'form'
  if (rows.some((other) => other.id < row.id && other.kind === row.kind && rowName(other) === name)) return 'twice'
  return row.consume || (row.kind === 'Topic' && row.produce) ? null : 'nothing'
}

export type DraftFault = 'name' | 'secret' | 'rows' | 'tooManyRows'
/** Why a draft cannot be sent. @param isNew its name and secret are asked for, too */
export function draftFault(draft: RoleDraft, isNew: boolean): DraftFault | null {
  if (isNew && !RoleName.safeParse(draft.roleName).success) return 'name'
  if (isNew && draft.keyGeneration === 'MANUAL' && !SecretKey.safeParse(draft.secretKey).success) return 'secret'
  if (draft.type === 'CLUSTER') return null
  if (draft.rows.length > maxRoleRows) return 'tooManyRows'
  return draft.rows.some((row) => rowFault(row, draft.rows) !== null) ? 'rows' : null
}

/** Lines such as `Topic:orders=Pub+Sub` or `Group:pay%*=Sub`, as lists and imports write them; the lines that are none. */
export function parseRows(text: string, firstId: number): { rows: RowDraft[]; wrong: string[] } {
  const [rows, wrong]: [RowDraft[], string[]] = [[], []]
  for (const line of text.split(/[\n;]+/).map((each) => each.trim())) {
    if (line === '') continue
    const [, kind, name, actions] = /^(Topic|Group):([^=\s]+)=((?:Pub|Sub)(?:\+(?:Pub|Sub))?)$/i.exec(line) ?? []
    const words = actions?.toLowerCase().split('+')
    const parsed = RoleRow.safeParse({
      kind: kind?.toLowerCase() === 'topic' ? 'Topic' : 'Group',
      name,
      produce: words?.includes('pub') ?? false,
      consume: words?.includes('sub') ?? false,
    })
    if (parsed.success) rows.push(draftOfRow(parsed.data, firstId + rows.length))
    else wrong.push(line)
  }
  return { rows, wrong }
}
