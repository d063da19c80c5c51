import { expect, test } from '#e2e/fixtures.ts'

test('T-19 T-20 an import says what each line does, runs as a job, and its topics go again in bulk', async ({
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const prefix = uniqueName('e2e_bulk')
  const names = Array.from({ length: 12 }, (_, index) => `${prefix}_${index}`)
  await page.goto(clusterPage('/topics'))
  await page.getByRole('button', { name: 'Import topics' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import topics' })
  const lines = [
    'name,type,queues',
    ...names.map((name) => `${name},NORMAL,4`),
    'demo_orders,NORMAL,3',
    'no name,NORMAL,4',
  ]
  await dialog.getByLabel('CSV or NDJSON').fill(lines.join('\n'))
  await dialog.getByRole('button', { name: 'Check' }).click()
  const wrong = dialog.getByRole('table', { name: 'Lines that create nothing' })
  await expect(wrong.getByRole('row', { name: /demo_orders/ })).toContainText('Exists, different')
  await expect(wrong.getByRole('row', { name: /no name/ })).toContainText('Invalid')
  await dialog.getByRole('button', { name: 'Create 12 topics' }).click()
  await expect(dialog.getByText(/Started as job \d+/)).toBeVisible()
  await dialog.getByRole('link', { name: 'Open job' }).click()

  // The job is in the address, its end is seen without a click.
  await expect(page).toHaveURL(/\/jobs\?job=\d+/)
  const drawer = page.getByRole('complementary').filter({ hasText: 'Create 14 topics' })
  await expect(drawer.getByText('14 of 14')).toBeVisible()
  await expect(drawer.getByText('Done', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Create 14 topics/ }).first()).toContainText('Done')

  const list = await mqadmin('topicList')
  expect(names.filter((name) => !list.includes(name))).toEqual([])

  // The worker has made them; what this process knows of the brokers may be 10 s old.
  await expect(async () => {
    await page.goto(clusterPage(`/topics?q=${prefix}`))
    await expect(page.getByRole('row', { name: new RegExp(`${prefix}_11`) })).toBeVisible({ timeout: 4_000 })
  }).toPass()
  await page.getByRole('checkbox', { name: /all/i }).first().check()
  await expect(page.getByText('12 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Delete topics' }).click()
  const deletion = page.getByRole('dialog', { name: 'Delete topics' })
  const apply = deletion.getByRole('button', { name: 'Delete 12 topics' })
  await expect(apply).toHaveAttribute('aria-disabled', 'true')
  const typed = deletion.getByLabel(/^Type/)
  const wanted = await deletion
    .getByText(/^12 \S+/)
    .last()
    .textContent()
  await typed.fill(wanted ?? '')
  await apply.click()
  await deletion.getByRole('link', { name: 'Open job' }).click()
  await expect(page.getByRole('complementary').getByText('12 of 12')).toBeVisible()
  const left = await mqadmin('topicList')
  expect(names.filter((name) => left.includes(name))).toEqual([])
})

test('X-22 a job is paused, goes on and is cancelled; what is left stays undone', async ({
  page,
  clusterPage,
  uniqueName,
  api,
  demo,
}) => {
  const prefix = uniqueName('e2e_slow')
  const batch = `/api/v1/clusters/${demo.clusterId}/topics/batch`
  const text = ['name', ...Array.from({ length: 300 }, (_, index) => `${prefix}_${index}`)].join('\n')
  const created = await api('POST', batch, { body: { action: 'create', format: 'csv', text, ratePerSecond: 2 } })
  expect(created.status, JSON.stringify(created.body)).toBe(202)
  const { jobId } = created.body
  await page.goto(clusterPage(`/jobs?job=${jobId}`))
  const drawer = page.getByRole('complementary').filter({ hasText: `Job ${jobId}` })
  await expect(drawer.getByText('Running')).toBeVisible()
  await drawer.getByRole('button', { name: 'Pause' }).click()
  await expect(drawer.getByText(/^Paused by /).first()).toBeVisible()
  await drawer.getByRole('button', { name: 'Resume' }).click()
  await expect(drawer.getByText('Running')).toBeVisible()
  await drawer.getByRole('button', { name: 'Cancel rest' }).click()
  await expect(drawer.getByText('Cancelled')).toBeVisible({ timeout: 5_000 })
  await expect(drawer.getByText('Not begun').first()).toBeVisible()
  const job = await api('GET', `/api/v1/clusters/${demo.clusterId}/jobs/${jobId}`)
  expect(job.body.done).toBeLessThan(300)

  // Nothing of it stays for other tests.
  const scope = { action: 'delete', filter: { q: `${prefix}*` } }
  const { body: preview } = await api('POST', `${batch}?dryRun=true`, { body: scope })
  expect(preview.total).toBe(job.body.done)
  const gone = await api('POST', batch, { body: { ...scope, confirm: preview.confirm, revision: preview.revision } })
  expect(gone.status, JSON.stringify(gone.body)).toBe(202)
})
