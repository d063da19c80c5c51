import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'
import { formatCompact } from '#lib/format.ts'

/** A chart of the page by its title, once it draws lines. */
async function drawnChart(page: Page, title: string): Promise<Locator> {
  const figure = page.getByRole('figure', { name: title, exact: true })
  await figure.scrollIntoViewIfNeeded()
  await expect(figure.getByRole('slider')).toBeVisible({ timeout: 90_000 })
  return figure
}

test('N-7: the address restores the whole board', async ({ page, clusterPage }) => {
  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/monitoring?scope=group&object=demo_points&range=1h'))
  await expect(page.getByRole('heading', { level: 1, name: 'demo_points' })).toBeVisible()
  await page.getByRole('switch', { name: 'Log axis' }).click()
  await page.getByRole('combobox', { name: 'Step' }).click()
  await page.getByRole('option', { name: '5m' }).click()
  await page.getByRole('combobox', { name: 'Compare' }).click()
  await page.getByRole('option', { name: 'a day before' }).click()
  await page.getByRole('radio', { name: '24h' }).click()
  await expect(page).toHaveURL(/range=24h/)
  await expect(page).toHaveURL(/log=true/)
  await expect(page).toHaveURL(/step=300/)
  await expect(page).toHaveURL(/compare=day/)
  await page.reload()
  await expect(page.getByRole('switch', { name: 'Log axis' })).toBeChecked()
  await expect(page.getByRole('combobox', { name: 'Step' })).toHaveText('5m')
  await expect(page.getByRole('combobox', { name: 'Compare' })).toHaveText('a day before')
  await expect(page.getByRole('radio', { name: '24h' })).toBeChecked()
  await page.goBack()
  await expect(page).toHaveURL(/range=1h/)

  // A typed, absolute range.
  await page.goto(clusterPage('/monitoring?range=2026-01-01T00:00:00Z..2026-01-02T00:00:00Z'))
  await expect(
    page
      .getByRole('figure')
      .first()
      .or(page.getByRole('heading', { level: 3 }).first()),
  ).toBeVisible()
  expect(errors).toEqual([])
})

test('N-19: the values of a chart are read by keyboard, as a table, as CSV and as a picture', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/monitoring?range=15m'))
  const figure = await drawnChart(page, 'In and out')
  const slider = figure.getByRole('slider', { name: 'In and out' })
  await expect(slider).toHaveAttribute('aria-valuetext', /last values: In /)
  await slider.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  await expect(slider).toHaveAttribute('aria-valuetext', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: In .*, Out /)
  // One cursor over all charts.
  const other = await drawnChart(page, 'Clients')
  await expect(other.getByRole('slider')).toHaveAttribute('aria-valuetext', /^\d{4}-\d\d-\d\d/)
  await slider.focus()
  await page.keyboard.press('Escape')
  await expect(slider).toHaveAttribute('aria-valuetext', /last values/)

  await figure.getByRole('button', { name: 'Show as table' }).press('Enter')
  const table = figure.getByRole('table', { name: 'In and out' })
  await expect(table.getByRole('columnheader', { name: 'In', exact: true })).toBeVisible()
  await expect(table.getByRole('row').nth(1)).toContainText(/\d{4}-\d\d-\d\d/)
  await expectAccessible(page)
  await figure.getByRole('button', { name: 'Show as chart' }).press('Enter')

  await figure.getByRole('button', { name: /CSV, PNG, link/ }).click()
  const csv = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
  const text = readFileSync(await (await csv).path(), 'utf8')
  const [head, first] = text.split('\r\n')
  expect(head).toBe('time,In (msg/s),Out (msg/s)')
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,[\d.]*,[\d.]*$/)

  await figure.getByRole('button', { name: /CSV, PNG, link/ }).click()
  const png = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save as PNG' }).click()
  const picture = readFileSync(await (await png).path())
  expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(picture.length).toBeGreaterThan(5_000)
})

test('N-17: the legend of a board says the newest number that the API has', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/monitoring?scope=topic&object=demo_orders&range=15m'))
  const figure = await drawnChart(page, 'Retained')
  const lines = figure.getByRole('group', { name: 'Lines of Retained' })
  // Of the answer the chart is drawn from: a later one may be newer.
  await expect(async () => {
    const answer = page.waitForResponse(
      (response) =>
        response.url().endsWith('/metrics/query') && response.request().postDataJSON().metric === 'retained',
    )
    await page.keyboard.press('r')
    const { series } = (await (await answer).json()) as { series: { points: [string, string | null][] }[] }
    const newest = series[0]?.points.flatMap(([, value]) => value ?? []).at(-1)
    await expect(lines.getByRole('button')).toContainText(formatCompact(BigInt(newest ?? '')), { timeout: 2_000 })
  }).toPass()
})

test('what no source tells says why, and how to have it', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/monitoring?scope=group&object=demo_points&range=15m'))
  const figure = page.getByRole('figure', { name: 'Consume time', exact: true })
  await figure.scrollIntoViewIfNeeded()
  await expect(figure).toContainText('Clients send this only when the proxy names a collector')
  await expect(figure.getByRole('list', { name: 'Keys to set' })).toContainText('metricCollectorMode')
  await expect(figure.getByRole('slider')).toHaveCount(0)
})

test('each list leads to its board, and the range goes along', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/monitoring?range=6h'))
  // The page is alive, not only there: it remembers its range then.
  await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 90_000 })
  await expect(page.getByRole('radio', { name: '6h' })).toBeChecked()
  await page.goto(clusterPage('/groups?q=demo_mail'))
  await page.getByRole('link', { name: 'Monitoring of demo_mail' }).click()
  await expect(page).toHaveURL(/scope=group&object=demo_mail&range=6h/)
  await page.goto(clusterPage('/topics?q=demo_orders'))
  await page.getByRole('link', { name: 'Monitoring of demo_orders', exact: true }).click()
  await expect(page).toHaveURL(/scope=topic&object=demo_orders/)
  await expect(page.getByRole('heading', { level: 1, name: 'demo_orders' })).toBeVisible()
  await page.goto(clusterPage('/nodes'))
  await page.getByRole('link', { name: 'Monitoring of broker-a' }).click()
  await expect(page).toHaveURL(/scope=broker&object=broker-a/)
})

test('N-9: the ranking leads to what it ranks, by keyboard alone', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/monitoring'))
  await page.getByRole('tab', { name: 'Boards' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/tab=top/)
  const rows = page.getByRole('grid').or(page.getByRole('table')).getByRole('row')
  await expect(rows.nth(1)).toBeVisible()
  expect(await rows.count()).toBeLessThanOrEqual(21)
  const link = rows.nth(1).getByRole('link').first()
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/groups\//)
})

for (const { language, theme, title } of [
  { language: 'en', theme: 'light', title: 'Monitoring' },
  { language: 'zh-CN', theme: 'dark', title: '监控' },
] as const) {
  test.describe(`in ${language}, ${theme}`, () => {
    test.use({ ownAccount: { language, theme } })
    test('X-11 N-19: axe finds nothing serious on boards', async ({ page, clusterPage }) => {
      await page.goto(clusterPage('/monitoring?range=15m'))
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
      await expect(page.getByRole('slider').first()).toBeVisible({ timeout: 90_000 })
      await expectAccessible(page)
      await page.getByRole('slider').first().focus()
      await page.keyboard.press('End')
      await expectAccessible(page)
      await page.setViewportSize({ width: 768, height: 900 })
      await expectAccessible(page)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBeLessThanOrEqual(768)
    })
  })
}
