import { readFile } from 'node:fs/promises'
import { testConsole } from '#dev/build-pages.ts'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('M-12 conditions are tried, applied and in the link; a wrong expression shows its place', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/messages?topic=demo_orders&mode=newest&n=20'))
  await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const editor = page.getByRole('dialog', { name: 'Filter' })
  await editor.getByRole('button', { name: 'Condition', exact: true }).click()
  await editor.getByLabel('Of', { exact: true }).click()
  await page.getByRole('option', { name: 'Size, bytes' }).click()
  await editor.getByLabel('Must', { exact: true }).click()
  await page.getByRole('option', { name: 'is not', exact: true }).click()
  await editor.getByLabel('Value', { exact: true }).fill('10')
  await editor.getByLabel('CEL expression').fill('json.nothing ==')
  await editor.getByRole('button', { name: 'Test on 100 newest' }).click()
  await expect(editor.getByText(/^Line 1, column \d+: /)).toBeVisible()
  await editor.getByLabel('CEL expression').fill('queueOffset >= 0')
  await editor.getByRole('button', { name: 'Test on 100 newest' }).click()
  await expect(editor.getByText(/^(\d+) of the \1 newest match\.$/)).toBeVisible()
  await expectAccessible(page)
  await editor.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/[?&]where=[^&]*size/)
  await expect(page).toHaveURL(/[?&]filter=queueOffset/)
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(21)
  await page.getByRole('button', { name: /^Remove queueOffset/ }).click()
  await expect(page).not.toHaveURL(/filter=/)

  await page.goto(
    clusterPage(`/messages?topic=demo_orders&mode=newest&n=20&filter=${encodeURIComponent('json.nope == 1')}`),
  )
  await expect(page.getByText(/^The filter could not judge/)).toBeVisible()

  await page.goto(clusterPage(`/messages?topic=demo_orders&mode=newest&n=20&filter=${encodeURIComponent('json.a ==')}`))
  await expect(page.getByRole('alert').filter({ hasText: 'The filter was not accepted. Line 1, column' })).toBeVisible()
})

test('M-14 chosen messages are a file, and the whole search is a job with one', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/messages?topic=demo_orders&mode=newest&n=20'))
  const rows = page.getByRole('grid').getByRole('row')
  await expect(rows).toHaveCount(21)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'The 20 messages shown' }).click()
  const text = await readFile(await (await saved).path(), 'utf8')
  expect(text.split('\r\n')[0]).toContain('topicName,brokerName,queueId,queueOffset')
  expect(text.trim().split('\r\n')).toHaveLength(21)
  await page.getByRole('button', { name: 'All that the search finds, as a job' }).click()
  await page.getByRole('link', { name: 'Open job' }).click()
  await expect(page.getByRole('link', { name: /^Download file/ })).toBeVisible()
})

test('M-14 a search that is refused because too many run is offered as a job', async ({ page, clusterPage }) => {
  const problem = {
    type: 'about:blank',
    title: 'Too many requests',
    status: 429,
    code: 'RATE_LIMITED',
    detail: 'At most 2 searches of one user and 6 of one cluster run at a time.',
    requestId: 'refused',
  }
  await page.route('**/messages/search', (route) =>
    route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  await page.goto(clusterPage('/messages?topic=demo_orders&mode=newest&n=20'))
  await expect(page.getByText(problem.detail)).toBeVisible()
  await page.getByRole('button', { name: 'Run as job' }).click()
  await expect(page.getByRole('button', { name: 'All that the search finds, as a job' })).toBeVisible()
})

test('M-25 the offset of a time is found, and a short link opens the same search', async ({
  page,
  clusterPage,
  api,
  demo,
}) => {
  await page.goto(clusterPage('/messages?topic=demo_orders&mode=position'))
  await page.getByRole('button', { name: 'Find an offset' }).click()
  await page.getByLabel('Time', { exact: true }).fill('now-1m')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByRole('grid', { name: 'Find an offset' }).getByRole('row').nth(1).click()
  await expect(page.getByLabel('Broker', { exact: true })).not.toHaveValue('')
  await expect(page.getByLabel('Queue offset')).not.toHaveValue('')
  const query = 'topic=demo_orders&mode=newest&n=20&filter=size+%3E+0'
  const { body } = await api('POST', `/api/v1/clusters/${demo.clusterId}/messages/links`, { body: { query } })
  await page.goto(clusterPage(`/messages?s=${body.linkId}`))
  await expect(page).toHaveURL(/filter=size/)
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(21)
})

test('X-17 200 streams that were left leave none, and their places are free', async ({ demo }) => {
  const base = `${demo.url}/api/v1/clusters/${demo.clusterId}/messages`
  const headers = { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({
    topic: 'demo_orders',
    mode: 'time',
    from: new Date(0).toISOString(),
    filter: 'json.nope == 1',
    pageSize: 200,
  })
  // Far more than may run at a time: each is left as soon as it has begun, so its place is free again.
  for (let turn = 0; turn < 200; turn++) {
    const left = new AbortController()
    const { signal } = left
    const response = await (turn % 2
      ? fetch(`${base}/search`, { method: 'POST', headers, body, signal })
      : fetch(`${base}/tail?topics=demo_orders`, { headers, signal }))
    expect(response.status, await (response.ok ? '' : response.text())).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.getReader()
    await reader?.read()
    left.abort()
  }
  const whole = await fetch(`${base}?topic=demo_orders&mode=newest&n=20`, { headers })
  expect(whole.status).toBe(200)
  // Other tests may have a stream or two.
  const direct = demo.url === testConsole.url ? testConsole.directUrl : demo.url
  const open = async () => {
    const metrics = await (await fetch(`${direct}/api/metrics`)).text()
    return Number(/^apogee_streams_open (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN)
  }
  await expect.poll(open, { timeout: 30_000 }).toBeLessThan(10)
})
