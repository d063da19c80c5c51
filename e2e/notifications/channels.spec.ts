import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '#e2e/fixtures.ts'

test('A-11, A-17 a webhook channel is added, tested and used by a policy, which the route tester then names', async ({
  page,
  api,
  pageUrl,
  uniqueName,
}) => {
  const received: { body: string; signature: unknown }[] = []
  const hook = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ body: Buffer.concat(chunks).toString(), signature: request.headers['x-apogee-signature'] })
      response.end('thank you')
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
  const channel = uniqueName('hook')
  const policy = uniqueName('policy')
  try {
    await page.goto(pageUrl('/settings/channels'))
    await page.getByRole('button', { name: 'Add channel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill(channel)
    await dialog.getByLabel('URL').fill('http://169.254.169.254/latest')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByText('A private or loopback address', { exact: false }).first()).toBeVisible()
    await dialog.getByLabel('URL').fill(url)
    await dialog.getByLabel('Signing secret').fill('only for this test')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toHaveCount(0)

    // The drawer of the new channel is open.
    await page.getByRole('button', { name: 'Send test' }).click()
    await expect(page.getByText('Accepted', { exact: true })).toBeVisible()
    await expect(page.getByText('thank you', { exact: false })).toBeVisible()
    await expect(page.getByText('only for this test', { exact: false })).toHaveCount(0)
    expect(received).toHaveLength(1)
    expect(received[0]?.signature).toMatch(/^v1=[0-9a-f]{64}$/)
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ kind: 'TEST' })

    await page.goto(pageUrl('/settings/channels?tab=policies'))
    await page.getByRole('button', { name: 'Add policy' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill(policy)
    await form.getByLabel('Channels').click()
    await page.getByRole('option', { name: channel }).click()
    await page.keyboard.press('Escape')
    await form.getByLabel('Owners').fill(policy)
    await form.getByLabel('Owners').press('Enter')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toHaveCount(0)
    await expect(page.getByRole('row').filter({ hasText: policy })).toContainText(channel)

    await page.getByRole('link', { name: 'Route tester' }).click()
    await page.getByLabel('Owner', { exact: true }).fill(policy)
    await page.getByRole('button', { name: 'Show the route' }).click()
    const line = page.getByRole('listitem').filter({ hasText: policy })
    await expect(line).toContainText('Sends')
    await expect(line).toContainText(channel)
    await expect(page.getByRole('listitem').filter({ hasText: 'Default' })).toContainText('a policy above took it')
  } finally {
    const policies = (await api('GET', '/api/v1/alarms/policies?pageSize=500')).body.items
    for (const { policyId, name } of policies) {
      if (name === policy) await api('DELETE', `/api/v1/alarms/policies/${policyId}`)
    }
    const channels = (await api('GET', '/api/v1/alarms/channels?pageSize=500')).body.items
    for (const { channelId, name } of channels) {
      if (name === channel) await api('DELETE', `/api/v1/alarms/channels/${channelId}`)
    }
    await new Promise<void>((resolve) => hook.close(() => resolve()))
  }
})
