import { expect, test } from '#e2e/fixtures.ts'

test('X-14 behind a reverse proxy with a path, links, scripts, calls and the way back from sign-in keep the path', async ({
  page,
  browser,
  demo,
  pageUrl,
}) => {
  const basePath = new URL(demo.url).pathname.replace(/\/$/, '')
  const outside: string[] = []
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith(`${basePath}/`)) outside.push(request.url())
  })
  await page.goto(pageUrl('/clusters'))
  await page.getByRole('grid').getByRole('link', { name: 'demo', exact: true }).click()
  await expect(page).toHaveURL(`${demo.url}/clusters/${demo.clusterId}`)
  await expect(page.getByRole('heading', { name: 'Totals' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Topics' }).click()
  await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible()
  expect(outside).toEqual([])

  const nobody = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const signIn = await nobody.newPage()
  await signIn.goto(pageUrl('/audit'))
  await expect(signIn).toHaveURL(new RegExp(`^${demo.url}/sign-in\\?`))
  await nobody.close()
})

test('X-15 the demo leads to a console that answers, with the traffic of its scenarios', async ({ api, demo }) => {
  expect(demo.pids).toMatchObject({ web: expect.any(Number), worker: expect.any(Number), traffic: expect.any(Number) })
  const written = async (topicName: string) => {
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/queues`)
    return body.items.reduce((sum: bigint, { maxOffset }: { maxOffset: string }) => sum + BigInt(maxOffset), 0n)
  }
  for (const topicName of ['demo_orders', 'demo_order_flow', 'demo_reminder']) {
    const before = await written(topicName)
    await expect.poll(() => written(topicName), { message: topicName, timeout: 30_000 }).toBeGreaterThan(before)
  }
})
