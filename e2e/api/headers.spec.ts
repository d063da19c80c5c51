import { expect, test } from '#e2e/fixtures.ts'

test('X-18 pages carry a strict content security policy and its companions', async ({ page, pageUrl }) => {
  const answer = await page.goto(pageUrl('/clusters'))
  const headers = answer?.headers() ?? {}
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("object-src 'none'")
  const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? ''
  expect(scripts).toContain("'nonce-")
  expect(scripts).not.toContain('unsafe-inline')
  expect(scripts).not.toContain('unsafe-eval')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBeTruthy()
})

test('X-18 U-19 a write with the cookie but from a foreign or no origin is refused, a token needs none', async ({
  page,
  pageUrl,
  demo,
  api,
}) => {
  const url = pageUrl('/api/v1/account')
  const patch = (headers: Record<string, string>) => page.request.patch(url, { data: { density: 32 }, headers })
  expect((await patch({ origin: 'https://elsewhere.example' })).status()).toBe(403)
  expect((await patch({})).status()).toBe(403)
  expect((await patch({ origin: new URL(demo.url).origin })).status()).toBe(200)
  expect(
    (await api('PATCH', '/api/v1/account', { body: { density: 32 }, headers: { origin: 'https://elsewhere.example' } }))
      .status,
  ).toBe(200)
})

test('health answers without sign-in, metrics of the console only locally', async ({ demo, api }) => {
  expect((await api('GET', '/api/livez', { token: null })).status).toBe(200)
  expect((await api('GET', '/api/readyz', { token: null })).status).toBe(200)
  // Through the reverse proxy the request is not local any more.
  expect((await api('GET', '/api/metrics', { token: null })).status).not.toBe(200)
  expect(demo.token).toMatch(/^apg_/)
})
