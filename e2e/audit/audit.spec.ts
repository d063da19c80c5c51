import { expect, test } from '#e2e/fixtures.ts'

const hostile = '<img src=x onerror="window.hacked=1">{{constructor}}'

test('hostile text in a row of the audit is shown as it is, and is nothing but text', async ({
  page,
  api,
  pageUrl,
  uniqueName,
}) => {
  const name = uniqueName('hostile')
  const body = { name, displayName: hostile, email: `${name}@example.com`, grants: [] }
  const created = await api('POST', '/api/v1/users', { body })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  try {
    await page.goto(pageUrl(`/audit?action=user.create&q=${name}`))
    const row = page.getByRole('row', { name: /user\.create/ }).first()
    await row.getByRole('button').first().click()
    await page.getByRole('button', { name: 'Body of the request' }).click()
    await expect(page.getByText('onerror', { exact: false }).first()).toBeVisible()
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  } finally {
    await api('DELETE', `/api/v1/users/${created.body.userId}?confirm=${name}`)
  }
})

test('U-18 the audit is verified from its page, and seen by actor and by object', async ({
  page,
  api,
  pageUrl,
  topicName,
}) => {
  await page.goto(pageUrl('/audit'))
  await page.getByRole('button', { name: 'Verify' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await expect(dialog.getByText('No row was changed')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'By object' }).click()
  await page.getByRole('link', { name: topicName, exact: true }).click()
  await expect(page).toHaveURL(/targetName=/)
  await expect(page.getByRole('row', { name: /topic\.create/ })).toBeVisible()
  await page.getByRole('link', { name: 'By actor' }).click()
  await expect(page.getByRole('columnheader', { name: 'Refused' })).toBeVisible()
  await page.getByRole('button', { name: 'Retention' }).click()
  await page.getByRole('dialog').getByLabel('Rows are kept for').fill('20')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  expect((await api('GET', '/api/v1/audit/settings')).body).toEqual({ retentionDays: 400 })
})
