import { beforeAll, describe, expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createSavedView } from './create-saved-view.ts'
import { deleteSavedView } from './delete-saved-view.ts'
import { findSavedView } from './find-saved-view.ts'
import { listSavedViews } from './list-saved-views.ts'
import { pinSavedView } from './pin-saved-view.ts'
import { NewSavedView } from './schema.ts'
import { updateSavedView } from './update-saved-view.ts'

useDatabase()

let clusterId: string
let ann: Context
let ben: Context
beforeAll(async () => {
  clusterId = (await registerCluster({ nameServers: ['127.0.0.1:9'] })).clusterId
  ann = await (await makePerson('operator')).context()
  ben = await (await makePerson('viewer')).context()
})

const layout = { order: ['type', 'topicName'], hidden: ['retained'], shown: [], pinned: ['topicName'], widths: {} }
const view = (parts: Partial<NewSavedView> = {}): NewSavedView => ({
  name: 'pay',
  viewId: 'topics',
  path: `/clusters/${clusterId}/topics`,
  query: 'q=pay&sort=-inTps',
  layout,
  isShared: false,
  isPinned: false,
  ...parts,
})
const names = async (ctx: Context) =>
  (await listSavedViews(ctx, { page: 1, pageSize: 500 })).items.map(({ name }) => name)

describe('who sees a view', () => {
  it('X-24: a shared view is the same for another person: page, filters, columns; a private one is not there', async () => {
    const shared = await createSavedView(ann, view({ name: 'shared', isShared: true }))
    const own = await createSavedView(ann, view({ name: 'own' }))
    expect(await names(ann)).toEqual(expect.arrayContaining(['own', 'shared']))
    expect(await names(ben)).not.toContain('own')
    const seen = await findSavedView(ben, shared.savedViewId)
    expect(seen).toMatchObject({ path: shared.path, query: 'q=pay&sort=-inTps', layout, isMine: false })
    expect(seen.owner).toBe(ann.actor.name)
    await expect(findSavedView(ben, own.savedViewId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('U-7: views of a cluster out of scope, or removed, are not there', async () => {
    const { savedViewId } = await createSavedView(ann, view({ name: 'scoped', isShared: true }))
    const outsider = await (
      await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })
    ).context()
    expect(await names(outsider)).not.toContain('scoped')
    await expect(findSavedView(outsider, savedViewId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(createSavedView(outsider, view())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await db().cluster.update({ where: { clusterId }, data: { removedAt: new Date() } })
    expect(await names(ann)).not.toContain('scoped')
    await db().cluster.update({ where: { clusterId }, data: { removedAt: null } })
  })
})

describe('changing a view', () => {
  it('is for its owner; an old revision conflicts', async () => {
    const { savedViewId, revision } = await createSavedView(ann, view({ name: 'change', isShared: true }))
    await expect(updateSavedView(ben, { savedViewId, name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(deleteSavedView(ben, savedViewId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const changed = await updateSavedView(ann, { savedViewId, query: 'q=x', revision })
    expect(changed).toMatchObject({ query: 'q=x', layout, isShared: true })
    await expect(updateSavedView(ann, { savedViewId, query: '', revision })).rejects.toMatchObject({ code: 'CONFLICT' })
    await deleteSavedView(ann, savedViewId)
    await expect(findSavedView(ann, savedViewId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a shared one may be deleted by who manages users', async () => {
    const { savedViewId } = await createSavedView(ann, view({ name: 'left behind', isShared: true }))
    await deleteSavedView(await (await makePerson('admin')).context(), savedViewId)
    expect(await names(ann)).not.toContain('left behind')
  })

  it('a name is free once per person and list', async () => {
    await createSavedView(ann, view({ name: 'twice' }))
    await expect(createSavedView(ann, view({ name: 'twice' }))).rejects.toMatchObject({
      code: 'CONFLICT',
      facts: { fields: [{ path: 'body.name' }] },
    })
    await createSavedView(ann, view({ name: 'twice', path: `/clusters/${clusterId}/groups`, viewId: 'groups' }))
    await createSavedView(ben, view({ name: 'twice' }))
  })

  it('leaves rows in the audit', async () => {
    const ctx = await (await makePerson('viewer')).context()
    const { savedViewId } = await createSavedView(ctx, view({ name: 'audited' }))
    await updateSavedView(ctx, { savedViewId, name: 'renamed' })
    await pinSavedView(ctx, { savedViewId, isPinned: true })
    await deleteSavedView(ctx, savedViewId)
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id }, orderBy: { sequence: 'asc' } })
    expect(rows.map(({ action, targetName }) => [action, targetName])).toEqual([
      ['saved-view.create', 'audited'],
      ['saved-view.update', 'audited'],
      ['saved-view.pin', 'renamed'],
      ['saved-view.delete', 'renamed'],
    ])
  })
})

it('a pin is of one person', async () => {
  const { savedViewId } = await createSavedView(ann, view({ name: 'pinned', isShared: true, isPinned: true }))
  const pinned = async (ctx: Context) =>
    (await listSavedViews(ctx, { page: 1, pageSize: 500, isPinned: true })).items.map(({ name }) => name)
  expect(await pinned(ann)).toEqual(['pinned'])
  expect(await pinned(ben)).toEqual([])
  await pinSavedView(ben, { savedViewId, isPinned: true })
  await pinSavedView(ben, { savedViewId, isPinned: true })
  await pinSavedView(ann, { savedViewId, isPinned: false })
  expect(await pinned(ann)).toEqual([])
  expect(await pinned(ben)).toEqual(['pinned'])
})

it('sharing needs view:share; what is nobody’s is refused', async () => {
  const person = await makePerson('viewer', { scope: { clusters: { clusterIds: [clusterId] } } })
  const ctx = await person.context()
  await createSavedView(ctx, view({ name: 'mine', isShared: true }))
  const without: Context = {
    ...ctx,
    actor: {
      ...ctx.actor,
      grants: ctx.actor.grants.map((grant) => ({ ...grant, permissions: new Set(['cluster:read']) })),
    },
  }
  const shared = view({ name: 'not mine', isShared: true })
  await expect(createSavedView(without, shared)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    facts: { permission: 'view:share' },
  })
  const { savedViewId } = await createSavedView(without, { ...shared, isShared: false })
  await expect(updateSavedView(without, { savedViewId, isShared: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const nobody: Context = { ...ctx, actor: { ...ctx.actor, userId: null } }
  await expect(createSavedView(nobody, view({ name: 'x' }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

it.each([
  ['/clusters', true],
  ['/clusters/rmq-aaaaaaaa/topics/%25RETRY%25g', true],
  ['//evil.example/x', false],
  ['/\\evil.example', false],
  ['https://evil.example', false],
  ['/a?b', false],
  ['/a b', false],
])('a view of %j: %s', (path, isGood) => {
  expect(NewSavedView.safeParse(view({ path })).success).toBe(isGood)
})
