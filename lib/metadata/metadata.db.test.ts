import { beforeAll, expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getMetadata } from './get-metadata.ts'
import { setMetadata } from './set-metadata.ts'

useDatabase()
let clusterId = ''
beforeAll(async () => {
  clusterId = (await registerCluster()).clusterId
})
const set = (name: string, patch: Parameters<typeof setMetadata>[0]['patch'], revision?: string) =>
  setMetadata({ clusterId, kind: 'topic', name, patch, by: 'ann', revision })

it('declares with the first write; absent keeps, null clears', async () => {
  expect(await set('a', { remark: 'r', labels: { x: '1' }, owner: 'o' })).toMatchObject({
    isDeclared: true,
    createdBy: 'ann',
    revision: '1',
  })
  expect(await set('a', { remark: null, labels: null, deletionProtection: true })).toMatchObject({
    remark: null,
    labels: {},
    owner: 'o',
    deletionProtection: true,
    revision: '2',
  })
})

it('refuses a revision that is old, also of what was not declared when it was shown', async () => {
  const { revision } = await set('b', {})
  await set('b', { owner: 'one' }, revision)
  await expect(set('b', { owner: 'two' }, revision)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(set('b', { owner: 'two' }, '0')).rejects.toMatchObject({ code: 'CONFLICT' })
})

it('of many writers with one revision exactly one wins', async () => {
  const { revision } = await set('c', {})
  const attempts = await Promise.allSettled(['1', '2', '3', '4'].map((owner) => set('c', { owner }, revision)))
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('of many who declare one thing exactly one does', async () => {
  const attempts = await Promise.allSettled(['1', '2', '3', '4'].map((owner) => set('d', { owner }, '0')))
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('reads by kind and names', async () => {
  await setMetadata({ clusterId, kind: 'group', name: 'a', patch: { remark: 'a group' }, by: 'ann' })
  expect([...(await getMetadata(clusterId, 'topic', ['a', 'c', 'zzz'])).keys()].sort()).toEqual(['a', 'c'])
  expect((await getMetadata(clusterId, 'group')).get('a')).toMatchObject({ remark: 'a group' })
})
