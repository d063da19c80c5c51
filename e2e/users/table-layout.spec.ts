import { expect, test } from '#e2e/fixtures.ts'

test.use({ ownAccount: {} })

test('U-21 columns that were hidden are hidden in a second browser too', async ({ page, browser, pageUrl }) => {
  const url = pageUrl('/settings/users')
  const head = (in_: typeof page, name: string) => in_.getByRole('columnheader', { name, exact: true })
  const toggle = async (in_: typeof page) => {
    await in_.getByRole('button', { name: 'Columns' }).click()
    const saved = in_.waitForResponse((response) => response.url().endsWith('/account/layouts/users'))
    await in_.getByRole('checkbox', { name: 'Source' }).click()
    expect((await saved).status()).toBe(200)
    await in_.keyboard.press('Escape')
  }
  await page.goto(url)
  await expect(head(page, 'Source')).toBeVisible()
  await toggle(page)
  await expect(head(page, 'Source')).toHaveCount(0)

  // The same account, and nothing of what the first browser remembers.
  const cookies = await page.context().cookies()
  const other = await browser.newContext({ storageState: { cookies, origins: [] } })
  const second = await other.newPage()
  await second.goto(url)
  await expect(head(second, 'E-mail')).toBeVisible()
  await expect(head(second, 'Source')).toHaveCount(0)
  await toggle(second)
  await expect(head(second, 'Source')).toBeVisible()
  await other.close()
})
