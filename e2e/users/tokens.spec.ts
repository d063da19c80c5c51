import { expect, test } from '#e2e/fixtures.ts'

test('U-13 a token is shown once, works at once, and is refused once revoked', async ({
  page,
  api,
  pageUrl,
  uniqueName,
}) => {
  const name = uniqueName('ci')
  await page.goto(pageUrl('/settings/tokens'))
  await page.getByRole('button', { name: 'Create token' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create token' }).click()
  const token = ((await dialog.getByText(/^apg_/).first().textContent()) ?? '').trim()
  expect((await api('GET', '/api/v1/session', { token })).body.user.name).toBe('admin')
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(page.getByText(token)).toHaveCount(0)

  const row = page.getByRole('row').filter({ hasText: name })
  await row.getByRole('button', { name: 'Revoke' }).click()
  const confirm = page.getByRole('dialog')
  await expect(confirm.getByRole('button', { name: 'Revoke 1 token' })).toHaveAttribute('aria-disabled', 'true')
  await confirm.getByRole('textbox').fill(name)
  await confirm.getByRole('button', { name: 'Revoke 1 token' }).click()
  // While the question is open the table behind it is hidden from everybody.
  await expect(confirm).toHaveCount(0)
  await expect(row).toHaveCount(0)
  expect((await api('GET', '/api/v1/session', { token })).status).toBe(401)
})
