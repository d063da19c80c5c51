import { expect, test } from '#e2e/fixtures.ts'

test('X-9 every call that the pages make stands in the OpenAPI document', async ({
  page,
  pageUrl,
  clusterPage,
  api,
  demo,
}) => {
  const { body: document } = await api('GET', '/api/v1/openapi.json')
  const known = Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    })),
  )
  const base = new URL(demo.url).pathname.replace(/\/$/, '')
  const unknown: string[] = []
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname.slice(base.length)
    if (!path.startsWith('/api/v1/')) return
    if (!known.some(({ method, pattern }) => method === request.method() && pattern.test(path)))
      unknown.push(`${request.method()} ${path}`)
  })
  for (const url of [
    pageUrl('/clusters'),
    pageUrl('/clusters/new'),
    clusterPage('/settings'),
    clusterPage('/topics'),
    clusterPage('/topics/demo_orders'),
    clusterPage('/topics/demo_orders?tab=queues'),
    clusterPage('/topics/demo_orders?tab=config'),
    clusterPage('/topics/demo_orders?tab=route'),
    clusterPage('/messages?topic=demo_orders&mode=newest'),
    pageUrl('/account'),
    pageUrl('/audit'),
    pageUrl('/settings/tokens'),
  ]) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
  }
  expect(unknown).toEqual([])
})
