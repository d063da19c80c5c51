import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

type Mqadmin = (command: string) => Promise<string>

const removeUser = async (mqadmin: Mqadmin, name: string) => {
  await mqadmin(`deleteAcl -c DefaultCluster -s User:${name}`)
  await mqadmin(`deleteUser -c DefaultCluster -u ${name}`)
}
const menuOf = async (page: Page, name: string, item: string) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('R-1 R-3 R-4 a role is created by keyboard alone, its secret is shown once, and it is disabled and deleted', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const roleName = uniqueName('e2e_send')
  const rolesOfApi = `/api/v1/clusters/${demo.clusterId}/roles`
  await page.goto(clusterPage('/roles'))
  const open = page.getByRole('button', { name: 'Create role' })
  await open.focus()
  await page.keyboard.press('Enter')
  const create = page.getByRole('dialog', { name: 'Create role' })
  await expect(create.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(roleName)
  await create.getByRole('button', { name: 'Add topic' }).focus()
  await page.keyboard.press('Enter')
  await create.getByRole('combobox', { name: 'Name' }).focus()
  await page.keyboard.type('demo_orders')
  await expect(page.getByRole('option', { name: 'demo_orders', exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await create.getByRole('checkbox', { name: 'Produce' }).focus()
  await page.keyboard.press('Space')
  await expectAccessible(page)
  const show = create.getByRole('button', { name: 'Show difference' })
  await show.focus()
  await page.keyboard.press('Enter')
  await expect(create.getByRole('cell', { name: 'Topic:demo_orders' })).toBeVisible()
  await expect(create.getByText('Allow Pub')).toBeVisible()
  await expect(create.getByText('broker-a, broker-a (slave 1), broker-b')).toBeVisible()
  await expectAccessible(page)
  await create.getByRole('button', { name: 'Create role' }).focus()
  await page.keyboard.press('Enter')
  await expect(create.getByText(new RegExp(`^${roleName}: written on (\\d) of \\1$`))).toBeVisible()
  const secret = (await create.getByText(/^[A-Za-z0-9]{32}$/).textContent()) ?? ''
  expect(secret).toHaveLength(32)
  await expect(create.getByText('The secret key is shown once')).toBeVisible()
  await expect(create.getByText(/^In force on all brokers and proxies within/)).toBeVisible()
  await expectAccessible(page)
  expect(await mqadmin(`getUser -c DefaultCluster -u ${roleName}`)).toContain(roleName)

  await create.getByRole('link', { name: 'Open role' }).click()
  await expect(page.getByRole('heading', { level: 1, name: roleName })).toBeVisible()
  for (const tab of ['Policies', 'Connect', 'History', 'Overview']) {
    await page.getByRole('tab', { name: tab }).click()
    await page.waitForLoadState('networkidle')
    expect(await page.content()).not.toContain(secret)
  }
  for (const path of [rolesOfApi, `${rolesOfApi}/${roleName}`, `${rolesOfApi}?format=csv`, '/api/v1/audit?q=role.']) {
    const answer = await api('GET', path)
    expect(answer.status, path).toBe(200)
    expect(JSON.stringify(answer.body), path).not.toContain(secret)
  }
  await menuOf(page, roleName, 'Reveal secret key')
  const reveal = page.getByRole('dialog', { name: `Secret key of ${roleName}` })
  await expect(reveal.getByText(secret)).toHaveCount(0)
  await reveal.getByRole('button', { name: 'Reveal' }).click()
  await expect(reveal.getByText(secret)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(reveal).toHaveCount(0)
  expect(await page.content()).not.toContain(secret)

  await menuOf(page, roleName, 'Disable')
  const disable = page.getByRole('dialog', { name: `Disable ${roleName}` })
  await expect(disable.getByText('enabled', { exact: true })).toBeVisible()
  await disable.getByRole('button', { name: 'Disable role' }).click()
  await expect(disable.getByText(/^In force on all brokers and proxies within/)).toBeVisible()
  await disable.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()

  await menuOf(page, roleName, 'Delete')
  const remove = page.getByRole('dialog', { name: `Delete ${roleName}` })
  await expect(remove.getByText('Topic:demo_orders=Pub')).toBeVisible()
  await expect(remove.getByRole('heading', { name: 'Senders of the newest messages' })).toBeVisible()
  await expectAccessible(page)
  const apply = remove.getByRole('button', { name: 'Delete role' })
  await expect(apply).toHaveAttribute('aria-disabled', 'true')
  await remove.getByLabel(/to confirm/).fill(roleName)
  await apply.click()
  await expect(remove.getByText(`${roleName} is gone from every broker`)).toBeVisible()
  await expect(remove.getByText(/^In force on all brokers and proxies within/)).toBeVisible()
  await remove.getByRole('button', { name: 'Close' }).last().click()
  await expect(page).toHaveURL(/\/roles$/)
  expect(await mqadmin('listUser -c DefaultCluster')).not.toContain(roleName)
})

test('R-5 a role of mqadmin with a Deny entry is shown as Custom, and its remark touches no broker', async ({
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const roleName = uniqueName('e2e_custom')
  try {
    await mqadmin(`createUser -c DefaultCluster -u ${roleName} -p by_mqadmin_1 -t Normal`)
    await mqadmin(
      `createAcl -c DefaultCluster -s User:${roleName} -r Topic:demo_orders -a Pub -d Deny -i 192.168.1.0/24`,
    )
    await page.goto(clusterPage(`/roles?q=${roleName}`))
    const row = page.getByRole('row').filter({ hasText: roleName })
    await expect(row.getByText('Custom', { exact: true })).toBeVisible()
    await row.locator(`a[href$="/roles/${roleName}"]`).click()
    await page.getByRole('tab', { name: 'Policies' }).click()
    const entry = page.getByRole('row').filter({ hasText: 'Topic:demo_orders' })
    await expect(entry).toContainText('Deny')
    await expect(entry).toContainText('192.168.1.0/24')
    await expectAccessible(page)
    const before = await mqadmin(`getAcl -c DefaultCluster -s User:${roleName}`)
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const edit = page.getByRole('dialog', { name: `Edit ${roleName}` })
    await expect(edit.getByText('Its policies are Custom')).toBeVisible()
    await edit.getByLabel('Remark').fill('made by hand')
    await edit.getByRole('button', { name: 'Show difference' }).click()
    await expect(edit.getByText('No broker is touched')).toBeVisible()
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit.getByRole('heading', { name: 'Saved' })).toBeVisible()
    expect(await mqadmin(`getAcl -c DefaultCluster -s User:${roleName}`)).toBe(before)
  } finally {
    await removeUser(mqadmin, roleName)
  }
})

test('R-8 the switches of each broker are those of getBrokerConfig', async ({ page, clusterPage, mqadmin }) => {
  const config = await mqadmin('getBrokerConfig -c DefaultCluster')
  const brokers = config.match(/authenticationEnabled += +true/g)?.length ?? 0
  expect(brokers).toBeGreaterThanOrEqual(2)
  await page.goto(clusterPage('/roles?tab=brokers'))
  const table = page.getByRole('table', { name: 'Access control by broker' })
  for (const name of ['broker-a', 'broker-b']) {
    const row = table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
    await expect(row.getByText('on', { exact: true })).toHaveCount(2)
  }
  await expect(page.getByText('The console signs with no account')).toHaveCount(0)
})

test('R-13 R-18 what the API would refuse is refused in the dialog, with the rule', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/roles?create=1'))
  const create = page.getByRole('dialog', { name: 'Create role' })
  const name = create.getByLabel('Name', { exact: true })
  const show = create.getByRole('button', { name: 'Show difference' })
  for (const wrong of ['a b', 'a'.repeat(33)]) {
    await name.fill(wrong)
    await expect(create.getByText('1 to 32 letters, digits, - and _.').first()).toBeVisible()
    await expect(show).toHaveAttribute('aria-disabled', 'true')
  }
  await name.fill('e2e_rules')
  const ips = create.getByLabel('Source IPs')
  await ips.fill('10.0.0.300')
  await page.keyboard.press('Enter')
  await expect(create.getByText('Must be an address or a range such as 10.0.0.0/8.')).toBeVisible()
  await ips.fill('')
  await create.getByRole('button', { name: 'Paste rows' }).click()
  const rows = Array.from({ length: 501 }, (_, index) => `Topic:e2e_${index}=Pub`)
  await create.getByLabel('One row per line').fill(rows.join('\n'))
  await create.getByRole('button', { name: 'Add 501 rows' }).click()
  await expect(create.getByText('501 rows, of at most 500.')).toBeVisible()
  await expect(show).toHaveAttribute('aria-disabled', 'true')
})

test('R-18 a name that is there already is refused', async ({ page, clusterPage, api, demo }) => {
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/roles?kind=Super`)
  await page.goto(clusterPage('/roles?create=1'))
  const create = page.getByRole('dialog', { name: 'Create role' })
  await create.getByLabel('Name', { exact: true }).fill(body.items[0].roleName)
  await create.getByRole('button', { name: 'Show difference' }).click()
  await expect(create.getByText('Already taken.')).toBeVisible()
})

test.describe('as viewer', () => {
  test.use({ role: 'viewer' })
  test('R-12 a viewer sees no role, and is told which permission that needs', async ({ page, clusterPage }) => {
    await page.goto(clusterPage('/roles'))
    await expect(
      page
        .getByRole('tabpanel')
        .getByText(/role:read/)
        .first(),
    ).toBeVisible()
    await expect(page.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
  })
})

test.describe('as operator', () => {
  test.use({ role: 'operator' })
  test('R-12 an operator sees roles, and every write says which permission lacks', async ({ page, clusterPage }) => {
    await page.goto(clusterPage('/roles'))
    const createButton = page.getByRole('button', { name: 'Create role' })
    await expect(createButton).toHaveAttribute('aria-disabled', 'true')
    await expect(createButton).toHaveAccessibleDescription(/role:write/)
    const link = page.getByRole('grid', { name: 'Roles' }).getByRole('link').first()
    const name = ((await link.textContent()) ?? '').trim()
    await expect(page.getByRole('button', { name: `Reveal the secret key of ${name}` })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await page.getByRole('button', { name: `Actions for ${name}` }).click()
    for (const item of ['Edit', 'Disable', 'Rotate secret key', 'Reveal secret key', 'Delete']) {
      await expect(page.getByRole('menuitem', { name: item })).toHaveAttribute('aria-disabled', 'true')
    }
    await expect(page.getByRole('menuitem', { name: 'Rotate secret key' })).toContainText('role:write')
  })
})
