import { expect, it } from 'vitest'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import { type RoleForm, RoleForm as RoleFormSchema } from './policy-schema.ts'
import { entriesOf, formChange, mayUse, permissionType, shortEntry, toForm } from './role-form.ts'

const entry = (resource: string, actions: string[], parts: Partial<PolicyEntry> = {}): PolicyEntry => ({
  policyType: 'Custom',
  resource,
  actions,
  sourceIps: [],
  decision: 'Allow',
  ...parts,
})

it.each<RoleForm>([
  { type: 'CLUSTER', produce: true, consume: false },
  { type: 'CLUSTER', produce: true, consume: true, sourceIps: ['10.0.0.0/8'] },
  { type: 'CLUSTER', produce: false, consume: true },
  {
    type: 'TOPIC_AND_GROUP',
    rows: [
      { kind: 'Topic', name: 'pay%*', produce: true, consume: true },
      { kind: 'Group', name: 'billing', produce: false, consume: true },
    ],
    sourceIps: ['192.0.2.7'],
  },
  {
    type: 'TOPIC_AND_GROUP',
    rows: [
      { kind: 'Topic', name: 'a', produce: true, consume: false, sourceIps: ['10.0.0.0/8'] },
      { kind: 'Topic', name: 'b', produce: true, consume: false, sourceIps: [] },
    ],
  },
])('reads back what it wrote: %j', (form) => {
  expect(toForm(entriesOf(form))).toEqual(form)
})

it('keeps remarks of rows, which no broker holds', () => {
  expect(toForm([entry('Topic:a', ['Pub'])], { 'Topic:a': 'the shop' })).toMatchObject({
    rows: [{ remark: 'the shop' }],
  })
})

it.each<[string, PolicyEntry[], ReturnType<typeof permissionType>]>([
  ['nothing', [], 'NONE'],
  ['a Deny', [entry('Topic:a', ['Pub'], { decision: 'Deny' })], 'CUSTOM'],
  ['a default policy', [entry('Topic:a', ['Pub'], { policyType: 'Default' })], 'CUSTOM'],
  ['another action', [entry('Topic:a', ['Pub', 'Get'])], 'CUSTOM'],
  ['everything', [entry('*', ['All'])], 'CUSTOM'],
  ['the group form of a topic', [entry('Group:a', ['Pub'])], 'CUSTOM'],
  ['all topics, which can only be read with a group', [entry('Topic:*', ['Sub'])], 'TOPIC_AND_GROUP'],
])('the type of %s is told', (_, entries, type) => {
  expect(permissionType(entries)).toBe(type)
  expect(toForm(entries) === null).toBe(type === 'CUSTOM')
})

it('changes only what it understands: R-5', () => {
  const deny = entry('Topic:secret', ['Pub'], { decision: 'Deny' })
  const held = [entry('Topic:a', ['Pub']), entry('Topic:b', ['Sub']), deny, entry('Cluster:c', ['Get'])]
  const form: RoleForm = {
    type: 'TOPIC_AND_GROUP',
    rows: [
      { kind: 'Topic', name: 'a', produce: true, consume: true },
      { kind: 'Topic', name: 'new', produce: true, consume: false },
    ],
  }
  const { put, remove, conflicts } = formChange(held, form)
  expect(put.map(({ resource }) => resource)).toEqual(['Topic:a', 'Topic:new'])
  expect(remove.map(({ resource }) => resource)).toEqual(['Topic:b'])
  expect(conflicts).toEqual([])
  const clash = formChange(held, {
    type: 'TOPIC_AND_GROUP',
    rows: [{ kind: 'Topic', name: 'secret', produce: true, consume: false }],
  })
  expect(clash.conflicts).toEqual(['Topic:secret'])
})

it('says what a role may do in one word each', () => {
  expect(mayUse('Super', []).produce.state).toBe('YES')
  expect(mayUse('Normal', entriesOf({ type: 'CLUSTER', produce: true, consume: true }))).toMatchObject({
    produce: { state: 'YES' },
    consume: { state: 'YES' },
  })
  expect(mayUse('Normal', [entry('Topic:a', ['Sub']), entry('Topic:b', ['Pub'])])).toEqual({
    produce: { state: 'PARTLY', topics: 1, groups: 0 },
    consume: { state: 'NO', topics: 1, groups: 0 },
  })
  expect(mayUse('Normal', [entry('*', ['All']), entry('Topic:x', ['Pub'], { decision: 'Deny' })])).toMatchObject({
    produce: { state: 'PARTLY' },
    consume: { state: 'YES' },
  })
})

it('writes rows in short', () => {
  expect(shortEntry(entry('Topic:a', ['Pub', 'Sub']))).toBe('Topic:a=Pub+Sub')
  expect(shortEntry(entry('Topic:a', ['All'], { decision: 'Deny' }))).toBe('Deny Topic:a=All (Custom)')
})

it('R-18: refuses 501 rows, one resource twice, and rows that allow nothing', () => {
  const row = (name: string) => ({ kind: 'Topic', name, produce: true })
  const issues = (rows: unknown[]) =>
    RoleFormSchema.safeParse({ type: 'TOPIC_AND_GROUP', rows }).error?.issues.map(({ code, path }) => [
      code,
      path.join('.'),
    ])
  expect(issues(Array.from({ length: 501 }, (_, index) => row(`t${index}`)))).toEqual([['too_big', 'rows']])
  expect(issues(Array.from({ length: 500 }, (_, index) => row(`t${index}`)))).toBeUndefined()
  expect(issues([row('a'), row('a')])).toEqual([['custom', 'rows.1.name']])
  expect(issues([{ kind: 'Group', name: 'g', produce: true }])).toEqual([['custom', 'rows.0.produce']])
  expect(issues([{ kind: 'Topic', name: 'a*b', produce: true }])).toEqual([['invalid_format', 'rows.0.name']])
})

it.each([
  ['10.0.0.0/8', true],
  ['192.0.2.7', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0', false],
  ['example.com', false],
])('R-13: source address %s is valid: %s', (ip, isValid) => {
  const parsed = RoleFormSchema.safeParse({ type: 'CLUSTER', produce: true, consume: false, sourceIps: [ip] })
  expect(parsed.success).toBe(isValid)
})
