import { expect, it } from 'vitest'
import type { RoleForm } from '#lib/roles/policy-schema.ts'
import {
  draftFault,
  draftOfForm,
  emptyRoleDraft,
  emptyRow,
  parseRows,
  type RowDraft,
  rowFault,
  toForm,
  toNewRole,
  toRolePatch,
  uselessRows,
} from './role-draft.ts'

const form: RoleForm = {
  type: 'TOPIC_AND_GROUP',
  rows: [
    { kind: 'Topic', name: 'orders', produce: true, consume: false },
    { kind: 'Topic', name: 'pay%*', produce: false, consume: true, sourceIps: ['10.0.0.0/8'], remark: 'audit' },
    { kind: 'Group', name: '*', produce: false, consume: true },
  ],
  sourceIps: ['192.0.2.7'],
}
const row = (patch: Partial<RowDraft>): RowDraft => ({
  ...emptyRow(0, 'Topic'),
  name: 'orders',
  produce: true,
  ...patch,
})

it('shows a form with its stars as choices, and gives it back unchanged', () => {
  const draft = draftOfForm(form)
  expect(draft.rows.map(({ match, name }) => [match, name])).toEqual([
    ['EXACT', 'orders'],
    ['PREFIX', 'pay%'],
    ['ALL', ''],
  ])
  expect(toForm(draft)).toEqual(form)
  const cluster: RoleForm = { type: 'CLUSTER', produce: true, consume: false }
  expect(toForm(draftOfForm(cluster))).toEqual(cluster)
})

it('sends a secret only where it was typed', () => {
  const draft = { ...emptyRoleDraft, roleName: 'shop', secretKey: 'left over from before' }
  expect(toNewRole(draft)).not.toHaveProperty('secretKey')
  expect(toNewRole({ ...draft, keyGeneration: 'MANUAL' })).toMatchObject({ secretKey: 'left over from before' })
})

it('R-5: a remark alone is a change of the remark alone', () => {
  expect(toRolePatch(emptyRoleDraft, { ...emptyRoleDraft, remark: ' billing ' })).toEqual({ remark: 'billing' })
  expect(toRolePatch(emptyRoleDraft, emptyRoleDraft)).toEqual({})
})

it('says when rows cannot read anything', () => {
  const [topic, group] = [row({ produce: false, consume: true }), row({ id: 1, kind: 'Group', consume: true })]
  const of = (...rows: RowDraft[]) => uselessRows({ ...emptyRoleDraft, rows })
  expect([of(topic), of(group), of(topic, group), of(row({})), of()]).toEqual([
    'TOPIC_WITHOUT_GROUP',
    'GROUP_WITHOUT_TOPIC',
    ...[null, null, null],
  ])
})

it('R-18: names, secrets and rows that the API would refuse are named before they are sent', () => {
  const draft = { ...emptyRoleDraft, roleName: 'shop_send' }
  const rows = (count: number) => Array.from({ length: count }, (_, id) => row({ id, name: `orders_${id}` }))
  expect(draftFault(draft, true)).toBeNull()
  expect(draftFault({ ...draft, roleName: 'a b' }, true)).toBe('name')
  expect(draftFault({ ...draft, roleName: 'a'.repeat(33) }, true)).toBe('name')
  expect(draftFault({ ...draft, keyGeneration: 'MANUAL', secretKey: 'short' }, true)).toBe('secret')
  expect(draftFault({ ...draft, rows: rows(500) }, true)).toBeNull()
  expect(draftFault({ ...draft, rows: rows(501) }, true)).toBe('tooManyRows')
  expect(draftFault({ ...draft, roleName: 'a wider name' }, false)).toBeNull()
})

it.each([
  [{ name: '' }, 'empty'],
  [{ name: 'a b' }, 'form'],
  [{ name: 'a*b', match: 'PREFIX' }, 'form'],
  [{ produce: false }, 'nothing'],
  [{ kind: 'Group', produce: true, consume: false }, 'nothing'],
  [{ id: 1 }, 'twice'],
  [{ name: '', match: 'ALL' }, null],
] as const)('finds in the row %j: %s', (patch, fault) => {
  expect(rowFault(row(patch), [row({})])).toBe(fault)
})

it('takes rows over as text, and names the lines that are none', () => {
  const { rows, wrong } = parseRows('Topic:orders=Pub+Sub\ngroup:pay%*=sub; Topic:=Pub\nGroup:billing=Pub\n', 4)
  expect(rows.map(({ id, kind, match, name, produce, consume }) => [id, kind, match, name, produce, consume])).toEqual([
    [4, 'Topic', 'EXACT', 'orders', true, true],
    [5, 'Group', 'PREFIX', 'pay%', false, true],
  ])
  expect(wrong).toEqual(['Topic:=Pub', 'Group:billing=Pub'])
})
