import { expect, it } from 'vitest'
import { RequestCode } from '../request-code.ts'
import { authCreateAcl } from './auth-create-acl.ts'
import { authCreateUser } from './auth-create-user.ts'
import { authDeleteAcl } from './auth-delete-acl.ts'
import { authDeleteUser } from './auth-delete-user.ts'
import { authGetAcl } from './auth-get-acl.ts'
import { authGetUser } from './auth-get-user.ts'
import { authListAcl } from './auth-list-acl.ts'
import { authListUser } from './auth-list-user.ts'
import { authUpdateAcl } from './auth-update-acl.ts'
import { authUpdateUser } from './auth-update-user.ts'
import { toExtFields } from './define-request.ts'

const answer = (body: string) => ({ code: 0, extFields: {}, body: Buffer.from(body) })
/** As a 5.5.0 broker said them. */
const userBody = '{"password":"12345678","userStatus":"enable","userType":"Normal","username":"golden"}'
const aclBody =
  '{"policies":[{"entries":[{"actions":["Pub","Sub"],"decision":"Allow","resource":"Topic:pay%*","sourceIps":["10.0.0.0/8"]}],"policyType":"Custom"},{"entries":[{"actions":["All"],"decision":"Deny","resource":"*"}],"policyType":"Default"}],"subject":"User:golden"}'
const user = { username: 'golden', password: '12345678', userType: 'Normal', userStatus: 'enable' }
const acl = {
  subject: 'User:golden',
  policies: [
    {
      policyType: 'Custom',
      entries: [{ resource: 'Topic:pay%*', actions: ['Pub', 'Sub'], sourceIps: ['10.0.0.0/8'], decision: 'Allow' }],
    },
    { policyType: 'Default', entries: [{ resource: '*', actions: ['All'], decision: 'Deny' }] },
  ],
}

it('users: one, a list, and none, which is SUCCESS without a body', () => {
  expect(authGetUser.decode(answer(userBody))).toEqual(user)
  expect(authGetUser.decode(answer(''))).toBeNull()
  expect(authListUser.decode(answer(`[${userBody}]`))).toEqual([user])
  expect(authListUser.decode(answer(''))).toEqual([])
})

it('policies: of one, of all, and none', () => {
  expect(authGetAcl.decode(answer(aclBody))).toEqual(acl)
  expect(authGetAcl.decode(answer(''))).toBeNull()
  expect(authListAcl.decode(answer(`[${aclBody}]`))).toEqual([acl])
  expect(authListAcl.decode(answer(''))).toEqual([])
})

it('names whom it is about in the header, beside the body, for that is what brokers check', () => {
  const create = authCreateUser.encode(user)
  expect(toExtFields(create.header)).toEqual({ username: 'golden' })
  expect(JSON.parse(String(create.body))).toEqual(user)
  const update = authUpdateUser.encode({ username: 'golden', userStatus: 'disable' })
  expect(JSON.parse(String(update.body))).toEqual({ username: 'golden', userStatus: 'disable' })
  for (const request of [authCreateAcl, authUpdateAcl]) {
    expect(toExtFields(request.encode(acl).header)).toEqual({ subject: 'User:golden' })
    expect(JSON.parse(String(request.encode(acl).body))).toEqual(acl)
  }
  const { header } = authDeleteAcl.encode({ subject: 'User:golden', policyType: 'Custom', resource: 'Topic:a' })
  expect(toExtFields(header)).toEqual({ subject: 'User:golden', policyType: 'Custom', resource: 'Topic:a' })
  expect(toExtFields(authDeleteUser.encode({ username: 'golden' }).header)).toEqual({ username: 'golden' })
})

it('writes are sent once', () => {
  const writes = [authCreateUser, authUpdateUser, authDeleteUser, authCreateAcl, authUpdateAcl, authDeleteAcl]
  expect(writes.every(({ isWrite }) => isWrite === true)).toBe(true)
  expect(writes.map(({ code }) => code)).toEqual([
    RequestCode.AUTH_CREATE_USER,
    RequestCode.AUTH_UPDATE_USER,
    RequestCode.AUTH_DELETE_USER,
    RequestCode.AUTH_CREATE_ACL,
    RequestCode.AUTH_UPDATE_ACL,
    RequestCode.AUTH_DELETE_ACL,
  ])
})
