import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createProviderEndpoint, deleteProviderEndpoint } from '#lib/sign-in/api.ts'
import { createGrantEndpoint } from '#lib/users/grant-api.ts'
import {
  createPermissionSetEndpoint,
  deletePermissionSetEndpoint,
  listPermissionSetsEndpoint,
  updatePermissionSetEndpoint,
} from '#lib/users/permission-set-api.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()

let cookie = ''
beforeAll(async () => {
  cookie = await (await makePerson('admin')).signIn()
})
const asAdmin = (endpoint: Endpoint, input: { params?: Record<string, string>; body?: unknown } = {}) =>
  callRoute(endpoint, { cookie, ...input })
const providerOf = (permissionSet: string | null) => {
  const providerId = `p-${randomBytes(4).toString('hex')}`
  const rules = permissionSet === null ? [] : [{ value: 'mq', permissionSet, scope: { clusters: 'all' } }]
  return { providerId, name: providerId, config: { kind: 'HEADER', proxyCidrs: ['10.1.0.0/16'] }, rules }
}

test('U-5: a rule of a provider gives a set that is there, and keeps it there', async () => {
  const unknown = await asAdmin(createProviderEndpoint, { body: providerOf('no-such-set') })
  expect(await unknown.json()).toMatchObject({
    code: 'INVALID_INPUT',
    fields: [{ path: 'body.rules.0.permissionSet', rule: 'unknown' }],
  })
  const name = `set-${randomBytes(4).toString('hex')}`
  await asAdmin(createPermissionSetEndpoint, { body: { name, permissions: ['topic:read'] } })
  const provider = providerOf(name)
  expect((await asAdmin(createProviderEndpoint, { body: provider })).status).toBe(201)
  const { items } = await (await asAdmin(listPermissionSetsEndpoint)).json()
  expect(items).toContainEqual(expect.objectContaining({ name, grants: 1 }))
  const used = await asAdmin(deletePermissionSetEndpoint, { params: { name } })
  expect(await used.json()).toMatchObject({ code: 'CONFLICT', reason: 'IN_USE', grants: 0, tokens: 0, rules: 1 })
  expect((await asAdmin(deleteProviderEndpoint, { params: { providerId: provider.providerId } })).status).toBe(204)
  expect((await asAdmin(deletePermissionSetEndpoint, { params: { name } })).status).toBe(204)
})

test('U-8: nobody widens a set that a rule gives beyond what they hold', async () => {
  const holds = `set-${randomBytes(4).toString('hex')}`
  const permissions = ['user:manage', 'permission-set:manage', 'sign-in:manage', 'topic:read']
  await asAdmin(createPermissionSetEndpoint, { body: { name: holds, permissions } })
  const name = `set-${randomBytes(4).toString('hex')}`
  await asAdmin(createPermissionSetEndpoint, { body: { name, permissions: ['topic:read'] } })
  expect((await asAdmin(createProviderEndpoint, { body: providerOf(name) })).status).toBe(201)
  const by = await (await makePerson(holds)).signIn()
  const body = { permissions: ['topic:read', 'topic:delete'] }
  const wider = await callRoute(updatePermissionSetEndpoint, { cookie: by, params: { name }, body })
  expect(await wider.json()).toMatchObject({ code: 'FORBIDDEN', reason: 'WIDER_THAN_OWN' })
})

test('U-8: whoever adds a provider holds what is granted to groups, for it can name any', async () => {
  const holds = `set-${randomBytes(4).toString('hex')}`
  const permissions = ['user:manage', 'sign-in:manage', 'topic:read']
  await asAdmin(createPermissionSetEndpoint, { body: { name: holds, permissions } })
  const by = await (await makePerson(holds)).signIn()
  const add = () => callRoute(createProviderEndpoint, { cookie: by, body: providerOf(null) })
  expect((await add()).status).toBe(201)
  const body = { subject: { providerGroup: randomUUID() }, permissionSet: 'operator', scope: { clusters: 'all' } }
  expect((await asAdmin(createGrantEndpoint, { body })).status).toBe(201)
  expect(await (await add()).json()).toMatchObject({ code: 'FORBIDDEN', reason: 'WIDER_THAN_OWN' })
})
