import { expect, test } from '#e2e/fixtures.ts'

test.use({ role: null })

test('U-2 no page opens without sign-in, and sign-in leads back to the page that was asked', async ({
  page,
  demo,
  clusterPage,
}) => {
  await page.goto(clusterPage('/topics?q=demo_orders'))
  await expect(page).toHaveURL(/\/sign-in\?/)
  await page.getByLabel('User name').fill(demo.user)
  await page.getByLabel('Password', { exact: true }).fill(demo.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(clusterPage('/topics?q=demo_orders'))
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Topics')
})

test('a wrong password says so in one sentence and names neither of the two', async ({ page, demo, pageUrl }) => {
  await page.goto(pageUrl('/sign-in'))
  await page.getByLabel('User name').fill(demo.user)
  await page.getByLabel('Password', { exact: true }).fill('not the password at all')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Name or password is wrong.' })).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)
})

test('U-3 the session cookie is HttpOnly and SameSite, and the browser stores neither token nor password', async ({
  page,
  demo,
  pageUrl,
  context,
}) => {
  await page.goto(pageUrl('/sign-in'))
  await page.getByLabel('User name').fill(demo.user)
  await page.getByLabel('Password', { exact: true }).fill(demo.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible()
  const session = (await context.cookies()).filter((cookie) => cookie.name.includes('session'))
  expect(session.length).toBeGreaterThan(0)
  for (const cookie of session) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  )
  expect(stored).not.toContain(demo.password)
  for (const cookie of session) expect(stored).not.toContain(cookie.value)
})

test('set-up is gone once there is a user', async ({ page, pageUrl, api }) => {
  const answer = await page.goto(pageUrl('/setup'))
  expect(answer?.status()).toBe(404)
  const again = await api('POST', '/api/v1/setup', {
    token: null,
    headers: { origin: new URL(pageUrl('')).origin },
    body: { code: 'aaaaa-aaaaa-aaaaa-aaaaa', name: 'second', email: 's@x.invalid', password: 'a long enough phrase' },
  })
  expect(again.status).toBe(404)
})
