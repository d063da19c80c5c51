import { expect, test } from '#e2e/fixtures.ts'

test('X-11 T-1 a topic is created by keyboard alone, and mqadmin finds it on both masters', async ({
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const topicName = uniqueName('e2e_keys')
  await page.goto(clusterPage('/topics'))
  const open = page.getByRole('link', { name: 'Create topic' }).or(page.getByRole('button', { name: 'Create topic' }))
  await open.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Create topic' })
  // The dialog hands the focus to the one field that must be filled.
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(topicName)
  await expect(dialog.getByText('Free: no topic of this cluster is called so')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText(topicName).first()).toBeVisible()
  await expect(dialog.getByRole('link', { name: 'Open topic' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(open).toBeFocused()

  const route = await mqadmin(`topicRoute -t ${topicName}`)
  expect(route).toContain('broker-a')
  expect(route).toContain('broker-b')
  await mqadmin(`deleteTopic -c DefaultCluster -t ${topicName}`)
})

test('a use case fills in the type; the focus is in the name all the same', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/topics?create=1'))
  const dialog = page.getByRole('dialog', { name: 'Create topic' })
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await dialog.getByRole('combobox', { name: 'What it is for' }).click()
  await page.getByRole('option', { name: /Sequential messages/ }).click()
  await expect(dialog.getByRole('combobox', { name: 'Type', exact: true })).toContainText('FIFO')
})

test('T-2 a name that RocketMQ refuses cannot be sent, and the rule is said', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/topics?create=1'))
  const dialog = page.getByRole('dialog', { name: 'Create topic' })
  await dialog.getByLabel('Name', { exact: true }).fill('a b')
  const submit = dialog.getByRole('button', { name: 'Create topic' })
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Name', { exact: true }).fill('demo_orders')
  await expect(dialog.getByText('demo_orders exists already.').first()).toBeVisible()
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
})
