import { expect, test } from '#e2e/fixtures.ts'

const hostile = '<img src=x onerror="window.hacked=1">{{constructor}}'

test('X-17 hostile text in a row of the audit is shown as it is, and is nothing but text', async ({
  page,
  api,
  pageUrl,
}) => {
  // A write that fails leaves what was asked for.
  await api('POST', '/api/v1/saved-views', { body: { name: hostile } })
  const created = await api('POST', '/api/v1/users', { body: { name: 'No', displayName: hostile } })
  expect(created.status).toBe(400)
  await page.goto(pageUrl('/audit?action=user.create&outcome=FAILED'))
  const row = page.getByRole('row', { name: /user\.create/ }).first()
  await expect(row).toBeVisible()
  await row.getByRole('button').first().click()
  await page.getByRole('button', { name: 'Body of the request' }).click()
  await expect(page.getByText('onerror', { exact: false }).first()).toBeVisible()
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
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
  await expect(dialog.getByText('No row was changed')).toBeVisible({ timeout: 30_000 })
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
