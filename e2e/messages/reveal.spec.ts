import { readFile } from 'node:fs/promises'
import { expect, test } from '#e2e/fixtures.ts'

test('U-17 a revealed body is downloaded as it is stored', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
  uniqueName,
}) => {
  const body = '{"order":"o-1","card":"4111111111111111"}'
  const sent = await api('POST', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/messages`, {
    body: { body: { text: body } },
  })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  const rule = await api('POST', '/api/v1/masking-rules', {
    body: { name: uniqueName('cards'), topicPattern: topicName, appliesTo: ['JSON'], jsonPaths: ['$.card'] },
  })
  expect(rule.status, JSON.stringify(rule.body)).toBe(201)
  const path = `/api/v1/clusters/${demo.clusterId}/messages?topic=${topicName}&mode=newest`
  await expect.poll(async () => (await api('GET', path)).body.items?.[0]?.isMasked).toBe(true)
  const [found] = (await api('GET', path)).body.items

  await page.goto(clusterPage(`/messages/${found.offsetMsgId}?topic=${topicName}`))
  await expect(page.getByText('4111111111111111')).toHaveCount(0)
  await page.getByRole('button', { name: 'Reveal' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('a customer asks')
  await dialog.getByRole('button', { name: 'Reveal' }).click()
  await expect(page.getByText('4111111111111111').first()).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download body' }).click(),
  ])
  expect(await readFile(await download.path(), 'utf8')).toBe(body)
  const audit = await api('GET', `/api/v1/audit?action=message.reveal&target=${found.offsetMsgId}`)
  expect(audit.body.items).toHaveLength(2)
  await api('DELETE', `/api/v1/masking-rules/${rule.body.ruleId}`)
})
