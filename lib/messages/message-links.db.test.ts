import { beforeAll, expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createSavedView } from '#lib/saved-views/create-saved-view.ts'
import { findSavedView } from '#lib/saved-views/find-saved-view.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createMessageLink, forgetMessageLinks, getMessageLink } from './message-links.ts'

useDatabase()
let clusterId: string
beforeAll(async () => {
  clusterId = (await registerCluster()).clusterId
})
const query = `topic=orders&mode=time&filter=${encodeURIComponent(`props.note == "${'x'.repeat(4_000)}"`)}`

it('gives the same search the same short link, for whoever may read messages there', async () => {
  const operator = await (await makePerson('operator')).context()
  const { linkId } = await createMessageLink(operator, { clusterId, query })
  expect(linkId).toHaveLength(12)
  expect(await createMessageLink(operator, { clusterId, query })).toEqual({ linkId, query })
  const viewer = await (await makePerson('viewer')).context()
  expect(await getMessageLink(viewer, { clusterId, linkId })).toEqual({ linkId, query })
  const rows = await db().auditEvent.findMany({ where: { action: 'message-link.create' } })
  expect(rows).toHaveLength(2)
  const elsewhere = await (
    await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })
  ).context()
  await expect(getMessageLink(elsewhere, { clusterId, linkId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await forgetMessageLinks(new Date(Date.now() + 91 * 86_400_000))
  await expect(getMessageLink(viewer, { clusterId, linkId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('M-25: a saved query that is shared opens the same search for another user', async () => {
  const operator = await (await makePerson('operator')).context()
  const path = `/clusters/${clusterId}/messages`
  const short = query.slice(0, 200)
  const layout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }
  const given = { name: 'Big orders', viewId: 'messages', path, query: short, layout, isShared: true, isPinned: false }
  const { savedViewId } = await createSavedView(operator, given)
  const viewer = await (await makePerson('viewer')).context()
  expect(await findSavedView(viewer, savedViewId)).toMatchObject({ path, query: short, isMine: false })
})
