import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { storageStatePath } from '#e2e/demo-file.ts'
import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test.use({ ownAccount: {} })

const headsOf = async (page: Page) => {
  const heads = page.getByRole('grid', { name: 'Topics' }).getByRole('columnheader')
  return (await heads.allInnerTexts()).map((text) => text.split('\n')[0]?.trim())
}

test('X-24: hide a column, reorder, save as shared view, open as another user: the same', async ({
  page,
  browser,
  api,
  clusterPage,
  uniqueName,
}) => {
  const name = uniqueName('view')
  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/topics?q=demo_&sort=-topicName'))
  const grid = page.getByRole('grid', { name: 'Topics' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Retained' }).click()
  await page.getByRole('button', { name: 'Move Type up' }).click()
  await page.keyboard.press('Escape')
  await expect(grid.getByRole('columnheader', { name: /^Retained/ })).toHaveCount(0)
  const mine = await headsOf(page)

  await page.getByRole('button', { name: 'Views', exact: true }).click()
  await page.getByRole('button', { name: 'Save as view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('checkbox', { name: 'Share it' }).click()
  await dialog.getByRole('checkbox', { name: 'Pin it to the sidebar' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('navigation').getByRole('link', { name })).toBeVisible()
  await expect(page).toHaveURL(/view=/)

  // The own columns stay with the own layout: without the view they are as the person left them, and no less.
  const other = await browser.newContext({ storageState: storageStatePath('viewer') })
  const viewer = await other.newPage()
  await viewer.goto(clusterPage('/topics'))
  await expect(viewer.getByRole('grid', { name: 'Topics' }).getByRole('row').nth(1)).toBeVisible()
  await viewer.getByRole('button', { name: 'Views', exact: true }).click()
  await viewer.getByRole('link', { name: new RegExp(name) }).click()
  await expect(viewer).toHaveURL(/q=demo_/)
  await expect(viewer.getByRole('button', { name })).toBeVisible()
  await expect.poll(() => headsOf(viewer)).toEqual(mine)
  const rowsOf = (where: Page) =>
    where.locator('tr[data-row-id]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row-id')))
  // Until they are there, those of before the view are shown.
  await expect(async () => expect(await rowsOf(viewer)).toEqual(await rowsOf(page))).toPass({ timeout: 60_000 })
  // A link copied by one shows the same to the other.
  await viewer.goto(page.url())
  await expect.poll(() => headsOf(viewer)).toEqual(mine)
  await other.close()

  const { body } = await api('GET', '/api/v1/saved-views?viewId=topics')
  expect(body.items).toContainEqual(expect.objectContaining({ name, isShared: true }))
  await page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: `Delete the view ${name}` }).click()
  await expect(page.getByRole('navigation').getByRole('link', { name })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'Reset' }).click()
  expect(errors).toEqual([])
})

test('X-24: the CSV of a filtered list has all its rows, for spreadsheets', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  const topics = `/api/v1/clusters/${demo.clusterId}/topics`
  const changed = await api('PATCH', `${topics}/${topicName}`, { body: { remark: '=1+1, "quoted"' } })
  expect(changed.status).toBe(200)
  await page.goto(clusterPage('/topics?q=e&pageSize=5'))
  const total = (await api('GET', `${topics}?q=e`)).body.total
  expect(total).toBeGreaterThan(5)
  await expect(
    page
      .locator('#content')
      .getByRole('status')
      .filter({ hasText: `${total} rows` }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Export' }).click()
  const started = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /^CSV/ }).click()
  const download = await started
  expect(download.suggestedFilename()).toMatch(/^topics-.*\.csv$/)
  const text = readFileSync(await download.path(), 'utf8')
  expect(text.startsWith('\uFEFFtopicName,')).toBe(true)
  expect(text.trimEnd().split('\r\n')).toHaveLength(total + 1)
  expect(text).toContain(`"'=1+1, ""quoted"""`)
})
