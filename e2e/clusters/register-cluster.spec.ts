import { expect, test } from '#e2e/fixtures.ts'

test('C-1 C-8 a cluster is tested, registered, removed and restored', async ({
  page,
  api,
  demo,
  pageUrl,
  uniqueName,
}) => {
  const name = uniqueName('lab').replaceAll('_', '-')
  await page.goto(pageUrl('/clusters/new'))
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('NameServers, writes go to each').fill(`${demo.nameServers[0]},127.0.0.1:9`)
  await page.getByLabel('NameServers, writes go to each').press('Enter')
  await page.getByRole('switch', { name: 'Credentials' }).click()
  await page.getByLabel('Access key').fill(demo.admin.accessKey)
  await page.getByLabel('Secret key').fill(demo.admin.secretKey)
  await page.getByRole('button', { name: 'Run test' }).click()
  const test_ = page.getByRole('region', { name: 'Test' })
  // The wrong one fails with its reason, the right half goes on.
  await expect(test_.getByRole('listitem').filter({ hasText: '127.0.0.1:9' })).toContainText('Failed')
  await expect(test_.getByRole('listitem').filter({ hasText: 'broker-a' }).first()).toContainText('5.5.0')

  await page.getByRole('button', { name: 'Remove 127.0.0.1:9' }).click()
  await page.getByRole('button', { name: 'Save cluster' }).click()
  await expect(page).toHaveURL(/\/clusters\/rmq-[a-z2-7]{8}\/topics/)
  const clusterId = /rmq-[a-z2-7]{8}/.exec(page.url())?.[0] ?? ''

  const { body } = await api('GET', `/api/v1/clusters/${clusterId}`)
  expect(body.credentials).toEqual({
    accessKey: demo.admin.accessKey,
    secretKeyLastFour: demo.admin.secretKey.slice(-4),
  })
  expect(JSON.stringify(body)).not.toContain(demo.admin.secretKey)

  await page.goto(pageUrl(`/clusters/${clusterId}/settings`))
  await page.getByRole('button', { name: 'Remove cluster' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Remove 1 cluster' }).click()
  await expect(page).toHaveURL(/\/clusters$/)
  expect((await api('GET', `/api/v1/clusters/${clusterId}`)).status).toBe(404)

  await page.goto(pageUrl('/clusters?tab=removed'))
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('left')
  await row.getByRole('button', { name: 'Restore' }).click()
  // rows stay put under the pointer, also those that are gone.
  await page.mouse.move(0, 0)
  await expect(row).toHaveCount(0)
  expect((await api('GET', `/api/v1/clusters/${clusterId}`)).status).toBe(200)
  await api('DELETE', `/api/v1/clusters/${clusterId}?confirm=${name}`)
})

test('C-2 names that RocketMQ people could mistype are refused in the form with the rule', async ({
  page,
  pageUrl,
}) => {
  await page.goto(pageUrl('/clusters/new'))
  await page.getByLabel('Name', { exact: true }).fill('ab')
  await page.getByLabel('NameServers, writes go to each').fill('127.0.0.1:9876')
  await page.getByLabel('NameServers, writes go to each').press('Enter')
  await page.getByRole('button', { name: 'Save cluster' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
})

test.describe('as a viewer', () => {
  test.use({ role: 'viewer' })
  test('U-7 C-5 sees only the clusters of the grant, and may not register one', async ({
    page,
    pageUrl,
    demo,
    api,
    uniqueName,
  }) => {
    const name = uniqueName('other').replaceAll('_', '-')
    const other = await api('POST', '/api/v1/clusters', {
      body: { name, environment: 'test', nameServers: ['127.0.0.1:9'] },
    })
    expect(other.status, JSON.stringify(other.body)).toBe(201)
    await page.goto(pageUrl('/clusters'))
    await expect(page.getByRole('link', { name: 'demo', exact: true }).first()).toBeVisible()
    await expect(page.getByRole('link', { name })).toHaveCount(0)
    await expect(page.getByText('Register cluster').first()).toHaveAttribute('aria-disabled', 'true')
    const seen = await page.request.get(`${demo.url}/api/v1/clusters/${other.body.clusterId}`)
    expect(seen.status()).toBe(404)
    await api('DELETE', `/api/v1/clusters/${other.body.clusterId}?confirm=${name}`)
  })
})
