import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('U-9 somebody is invited by a link, sets a password with it, and signs in', async ({
  page,
  browser,
  pageUrl,
  uniqueName,
  api,
}) => {
  const errors = collectPageErrors(page)
  const name = uniqueName('e2e-guest').replaceAll('_', '-')
  await page.goto(pageUrl('/settings/users'))
  // The page of the server has the button; it works once the rows are there.
  await expect(page.getByText(/^\d+ rows$/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Create user' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create user' })
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('E-mail').fill(`${name}@example.com`)
  await form.getByLabel('Signs in', { exact: true }).click()
  await page.getByRole('option', { name: /invitation link/ }).click()
  await form.getByRole('button', { name: 'Create user' }).click()
  const invite = page.getByRole('dialog', { name: `Invite ${name}` })
  await invite.getByRole('button', { name: 'Make link' }).click()
  const link = (await invite.getByText(/\/set-password#/).textContent()) ?? ''
  await expectAccessible(page)

  const guest = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await guest.goto(link)
  await expect(guest.getByText(`Your user name is ${name}`)).toBeVisible()
  await expectAccessible(guest)
  await guest.getByLabel('Password', { exact: true }).fill('nine wet green umbrellas')
  await guest.getByRole('button', { name: 'Set password' }).click()
  await guest.getByRole('link', { name: 'Go to sign-in' }).click()
  await guest.getByLabel('User name').fill(name)
  await guest.getByLabel('Password', { exact: true }).fill('nine wet green umbrellas')
  await guest.getByRole('button', { name: 'Sign in' }).click()
  await expect(guest).toHaveURL(/\/clusters/)
  await guest.goto(link)
  await guest.reload()
  await expect(guest.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
  await guest.context().close()

  const { body } = await api('GET', `/api/v1/users?q=${name}`)
  expect(body.items[0]).toMatchObject({ name, status: 'active' })
  await api('DELETE', `/api/v1/users/${body.items[0].userId}`)
  expect(errors).toEqual([])
})

test('U-11 a directory that is down is said on the sign-in page, with a button and a trial that tell why', async ({
  page,
  browser,
  pageUrl,
  uniqueName,
  api,
}) => {
  const providerId = uniqueName('dir').replaceAll('_', '-')
  await page.goto(pageUrl('/settings/sign-in?create=true'))
  const form = page.getByRole('dialog', { name: 'Add provider' })
  await form.getByLabel('Kind').click()
  await page.getByRole('option', { name: /LDAP/ }).click()
  await form.getByLabel('Id', { exact: true }).fill(providerId)
  await form.getByLabel('Name', { exact: true }).fill('Office directory')
  // Nothing listens there, and the demo lets the console ask addresses of this machine.
  await form.getByLabel('URL').fill('ldaps://127.0.0.1:9')
  await form.getByLabel('Base', { exact: true }).fill('dc=example,dc=org')
  await form.getByRole('button', { name: 'Add rule' }).click()
  await form.getByLabel('Value').fill('mq-admins')
  await form.getByRole('switch', { name: /Enabled/ }).click()
  await form.getByRole('button', { name: 'Save provider' }).click()
  const drawer = page.getByRole('complementary').filter({ hasText: 'Office directory' })
  await drawer.getByLabel('Name', { exact: true }).fill('kim')
  await drawer.getByLabel('Password', { exact: true }).fill('anything')
  await drawer.getByRole('button', { name: 'Try it' }).click()
  await expect(drawer.getByText('Does not answer').first()).toBeVisible()
  await expectAccessible(page)

  const guest = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await guest.goto(pageUrl('/sign-in'))
  await expect(guest.getByText(/Office directory does not answer/)).toBeVisible()
  await guest.getByRole('button', { name: 'Continue with Office directory' }).click()
  await expect(guest.getByLabel('Password at Office directory', { exact: true })).toBeVisible()
  await expectAccessible(guest)
  await guest.context().close()
  expect((await api('DELETE', `/api/v1/providers/${providerId}`)).status).toBe(204)
})
