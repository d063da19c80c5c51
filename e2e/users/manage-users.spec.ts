import { expect, test } from '#e2e/fixtures.ts'

const password = 'three loud orange tractors'

test('U-9 a user is created, given more, disabled with all sessions, enabled and deleted; the audit shows it', async ({
  page,
  api,
  demo,
  pageUrl,
  uniqueName,
}) => {
  const name = uniqueName('kim')
  await page.goto(pageUrl('/settings/users'))
  await page.getByRole('button', { name: 'Create user' }).first().click()
  // A toast is a dialog, too.
  const dialog = page.getByRole('dialog', { name: /^(Create user|Add a grant|Delete user)/ })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('E-mail').fill(`${name}@example.com`)
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('checkbox', { name: 'Must set a new password' }).click()
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await expect(dialog).toHaveCount(0)

  const drawer = page.getByRole('complementary').filter({ hasText: name })
  await expect(drawer.getByText('viewer', { exact: true }).first()).toBeVisible()
  await drawer.getByRole('button', { name: 'Add grant' }).click()
  await dialog.getByLabel('Permission set').click()
  await page.getByRole('option', { name: 'operator' }).click()
  await dialog.getByLabel('Until').fill('now+8h')
  await dialog.getByRole('button', { name: 'Add grant' }).click()
  await expect(drawer.getByText('in 7h')).toBeVisible()

  const signIn = await fetch(`${demo.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(demo.url).origin },
    body: JSON.stringify({ name, password }),
  })
  expect(signIn.status).toBe(200)
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const session = () => fetch(`${demo.url}/api/v1/session`, { headers: { cookie } })
  expect((await session()).status).toBe(200)

  await drawer.getByRole('button', { name: 'Disable, unlock' }).click()
  await page.getByRole('menuitem', { name: 'Disable' }).click()
  await expect(drawer.getByText('Disabled')).toBeVisible()
  expect((await session()).status).toBe(401)
  await drawer.getByRole('button', { name: 'Disable, unlock' }).click()
  await page.getByRole('menuitem', { name: 'Enable', exact: true }).click()
  await expect(drawer.getByText('Active')).toBeVisible()

  await drawer.getByRole('button', { name: 'Disable, unlock' }).click()
  await page.getByRole('menuitem', { name: 'Delete user' }).click()
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete 1 user' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0)

  const { body } = await api('GET', `/api/v1/audit?target=${name}&pageSize=50`)
  expect(body.items.map(({ action }: { action: string }) => action)).toEqual(
    expect.arrayContaining(['user.create', 'grant.create', 'user.disable', 'user.enable', 'user.delete']),
  )
})

test('U-8 nobody changes their own rights or disables themselves, and the page says so', async ({ page, pageUrl }) => {
  await page.goto(pageUrl('/settings/users'))
  await page.getByRole('row').filter({ hasText: 'admin' }).first().click()
  const drawer = page.getByRole('complementary').filter({ hasText: 'admin' })
  await expect(drawer.getByRole('button', { name: 'Add grant' })).toHaveAttribute('aria-disabled', 'true')
  await drawer.getByRole('button', { name: 'Disable, unlock' }).click()
  await expect(page.getByRole('menuitem', { name: 'Disable' })).toContainText('Nobody does this to themselves')
})
