import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '#e2e/fixtures.ts'

test('U-24 a subscription is added, tested, gets a topic that is created, and is deleted', async ({
  page,
  api,
  pageUrl,
  uniqueName,
  demo,
}) => {
  const received: string[] = []
  const hook = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString())
      response.end('thank you')
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const name = uniqueName('events')
  const topicName = uniqueName('subscribed')
  try {
    await page.goto(pageUrl('/settings/events'))
    await page.getByRole('button', { name: 'Add subscription' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: false }).first().fill(name)
    await dialog.getByLabel('Events').click()
    await page.getByRole('option', { name: /topic\.created/ }).click()
    await page.keyboard.press('Escape')
    await dialog.getByLabel('URL').fill('http://169.254.169.254/latest')
    await dialog.getByLabel('Signing secret').fill('only for this test of events')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByText('A private or loopback address', { exact: false }).first()).toBeVisible()
    await dialog.getByLabel('URL').fill(`http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('button', { name: 'Send test' })).toBeVisible()
    await page.getByRole('button', { name: 'Send test' }).click()
    await expect(page.getByText('Accepted', { exact: true })).toBeVisible()
    const body = { topicName, type: 'NORMAL', queuesPerBroker: 4 }
    expect((await api('POST', `/api/v1/clusters/${demo.clusterId}/topics`, { body })).status).toBe(201)
    await expect.poll(() => received.filter((text) => text.includes(topicName)).length).toBe(1)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(name)
    await page.getByRole('button', { name: 'Delete 1 subscription' }).click()
    await expect(page.getByText(`Subscription ${name} deleted`)).toBeVisible()
  } finally {
    await api('DELETE', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}?confirm=${topicName}`)
    const { body } = await api('GET', `/api/v1/event-subscriptions?q=${name}`)
    for (const { subscriptionId } of body.items) await api('DELETE', `/api/v1/event-subscriptions/${subscriptionId}`)
    hook.close()
  }
})
