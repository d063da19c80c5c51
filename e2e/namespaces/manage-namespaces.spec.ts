import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('C-20 a namespace is declared, a topic created inside it carries its prefix, and it is deleted when empty only', async ({
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const namespace = uniqueName('ns')
  await page.goto(clusterPage('/namespaces'))
  await page.getByRole('button', { name: 'Create namespace' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create namespace' })
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await dialog.getByLabel('Name', { exact: true }).fill('a b')
  await expect(dialog.getByRole('button', { name: 'Create', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Name', { exact: true }).fill(namespace)
  await dialog.getByLabel('At most so many topics').fill('1')
  await dialog.getByLabel('Owner').fill('team pay')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  const main = page.getByRole('main')
  await main.getByRole('searchbox').fill(namespace)
  const row = main.getByRole('row').filter({ hasText: namespace })
  await expect(row).toContainText('declared')
  await expect(row).toContainText('0 / 1')

  await page.goto(clusterPage(`/topics?ns=${namespace}&create=1`))
  const create = page.getByRole('dialog', { name: 'Create topic' })
  await create.getByLabel('Name', { exact: true }).fill('orders')
  await create.getByRole('button', { name: 'Create topic' }).click()
  await expect(create.getByRole('link', { name: 'Open topic' })).toBeVisible()
  expect(await mqadmin('topicList')).toContain(`${namespace}%orders`)

  await page.goto(clusterPage(`/topics?ns=${namespace}&create=1`))
  await create.getByLabel('Name', { exact: true }).fill('more')
  await create.getByRole('button', { name: 'Create topic' }).click()
  await expect(create.getByText(/has 1 of at most 1 topic\./)).toBeVisible()

  await page.goto(clusterPage(`/namespaces?q=${namespace}`))
  await main.getByRole('button', { name: `Actions of ${namespace}` }).click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  const history = page.getByRole('complementary', { name: `History of ${namespace}` })
  await expect(history.getByText('namespace.create')).toBeVisible()
  await history.getByRole('button', { name: 'Close' }).click()
  await expect(history).toHaveCount(0)
  await main.getByRole('button', { name: `Actions of ${namespace}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const remove = page.getByRole('dialog', { name: `Delete namespace ${namespace}` })
  await expect(remove.getByText(/^1 topic .* still carry this name\.$/)).toBeVisible()
  await remove.getByRole('textbox').fill(namespace)
  await expect(remove.getByRole('button', { name: 'Delete namespace' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')

  await mqadmin(`deleteTopic -c DefaultCluster -t ${namespace}%orders`)
  await main.getByRole('button', { name: `Actions of ${namespace}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(remove.getByText('No topic and no group carries this name any more.')).toBeVisible()
  await remove.getByRole('textbox').fill(namespace)
  await remove.getByRole('button', { name: 'Delete namespace' }).click()
  await expect(remove).toHaveCount(0)
  await expect(main.getByRole('row').filter({ hasText: namespace })).toHaveCount(0)
})
