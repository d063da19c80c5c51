import { expect, test } from '#e2e/fixtures.ts'

test('M-9 who got a message stands beside it, with the evidence, and narrows by group', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=1`)
  const [message] = body.items
  const path = `/api/v1/clusters/${demo.clusterId}/messages/${message.offsetMsgId}/consumption?topic=demo_orders`
  const answer = await api('GET', path)
  expect(answer.status).toBe(200)
  const names: string[] = answer.body.items.map(({ groupName }: { groupName: string }) => groupName)
  expect(names).toContain('demo_mail')

  await page.goto(clusterPage(`/messages/${message.offsetMsgId}?topic=demo_orders`))
  const table = page.getByRole('table', { name: 'Consumption' })
  for (const name of names) await expect(table.getByRole('link', { name })).toBeVisible()
  const mail = table.getByRole('row').filter({ hasText: 'demo_mail' })
  // It wants paid orders only.
  await expect(mail).toContainText(message.tags === 'paid' ? /Consumed|Waiting|In flight|Retrying/ : 'Filtered')
  await expect(table.getByRole('link', { name: 'demo_mail' })).toHaveAttribute('href', /\/groups\/demo_mail$/)

  // The reset of a group, filled in to go back to this message.
  await mail.getByRole('button', { name: 'Reset demo_mail to this message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Reset offsets of demo_mail' })
  await expect(dialog.getByRole('textbox', { name: 'Time' })).toHaveValue(message.storeTimestamp)
})

test('what is around a message is a link of its row and a search of its own', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=64`)
  const { brokerName, queueId, queueOffset } = body.items[40]
  const at = `broker=${brokerName}&queueId=${queueId}&offset=${queueOffset}&n=2`
  const around = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=around&${at}`)
  const offsets = around.body.items.map((item: { queueOffset: string }) => Number(item.queueOffset))
  expect(offsets).toEqual([2, 1, 0, -1, -2].map((step) => Number(queueOffset) + step))

  await page.goto(clusterPage(`/messages?topic=demo_orders&mode=around&${at}`))
  const rows = page.getByRole('grid', { name: 'Messages found' }).getByRole('row')
  await expect(rows).toHaveCount(6)
  await expect(rows.filter({ hasText: 'This one' })).toHaveCount(1)
  await expect(rows.nth(3)).toContainText('This one')
  await rows.nth(1).getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`mode=around.*offset=${Number(queueOffset) + 2}`))
})
