import { expect, test } from '#e2e/fixtures.ts'

test.use({ ownAccount: {} })

test('X-12 language, theme and time zone change in place: the page keeps its state, the API its zone', async ({
  page,
  api,
  clusterPage,
  pageUrl,
  demo,
}) => {
  const url = clusterPage('/topics?q=demo_&sort=-topicName')
  const saved = async (body: object) => {
    const answer = await page.request.patch(`${pageUrl('')}/api/v1/account`, {
      data: body,
      headers: { origin: new URL(demo.url).origin },
    })
    expect(answer.status(), await answer.text()).toBe(200)
  }
  await page.goto(url)
  const firstRow = page.getByRole('grid').getByRole('row').nth(1)
  const before = await firstRow.getByRole('link').first().textContent()
  await saved({ language: 'zh-CN', theme: 'dark', timeZone: 'Asia/Shanghai' })
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page).toHaveURL(url)
  await expect(firstRow.getByRole('link').first()).toHaveText(before ?? '')
  await expect(page.getByText('UTC+08:00').first()).toBeVisible()
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}`)
  expect(body.createdAt).toMatch(/Z$/)
})
