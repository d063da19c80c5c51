import type { Page } from '@playwright/test'
import type { DemoFile } from '#dev/demo/start-demo.ts'
import { type Api, collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

/** Every page, and the dialogs that an address opens. */
const pages = [
  '/clusters',
  '/clusters/new',
  '{cluster}',
  '{cluster}/settings',
  '{cluster}/topics',
  '{cluster}/topics?create=1',
  '{cluster}/topics/demo_orders',
  '{cluster}/topics/demo_orders?tab=queues',
  '{cluster}/topics/demo_orders?tab=config',
  '{cluster}/topics/demo_orders?tab=route',
  '{cluster}/topics/demo_orders?tab=subscriptions',
  '{cluster}/topics/demo_orders?tab=producers',
  '{cluster}/topics/demo_orders?tab=topology',
  '{cluster}/topics/demo_orders?tab=alarms',
  '{cluster}/topology',
  '{cluster}/groups',
  '{cluster}/groups?create=1',
  '{cluster}/groups/demo_billing',
  '{cluster}/groups/demo_billing?tab=progress',
  '{cluster}/groups/demo_billing?tab=clients',
  '{cluster}/groups/demo_billing?tab=subscriptions',
  '{cluster}/groups/demo_mail?tab=retry',
  '{cluster}/groups/demo_mail?tab=offsets',
  '{cluster}/groups/demo_mail?tab=alarms',
  '{cluster}/groups/demo_mail?tab=diagnosis',
  '{cluster}/groups/demo_mail?reset=1',
  '{cluster}/clients',
  '{cluster}/roles',
  '{cluster}/roles?create=1',
  '{cluster}/roles?tab=access&on=topic&name=demo_orders',
  '{cluster}/roles?tab=differences&all=true',
  '{cluster}/roles?tab=brokers',
  '{cluster}/roles/{role}',
  '{cluster}/roles/{role}?tab=policies',
  '{cluster}/roles/{role}?tab=access',
  '{cluster}/roles/{role}?tab=differences',
  '{cluster}/roles/{role}?tab=connect',
  '{cluster}/groups/demo_mail?tab=access',
  '{cluster}/connect?scenario=sequence',
  '{cluster}/connect?tab=snippet',
  '{cluster}/connect?tab=endpoints',
  '{cluster}/nodes',
  '{cluster}/nodes?tab=nameServers',
  '{cluster}/nodes?tab=proxies',
  '{cluster}/nodes/brokers/broker-a/0',
  '{cluster}/nodes?tab=differences',
  '{cluster}/nodes/brokers/broker-a/0?tab=config',
  '{cluster}/nodes/brokers/broker-a/0?tab=ha',
  '{cluster}/namespaces',
  '{cluster}/namespaces?create=1',
  '{cluster}/monitoring',
  '{cluster}/monitoring?scope=group&object=demo_points',
  '{cluster}/monitoring?scope=topic&object=demo_orders',
  '{cluster}/monitoring?scope=broker&object=broker-a',
  '{cluster}/monitoring?tab=top',
  '{cluster}/monitoring?tab=sampler',
  '{cluster}/messages?topic=demo_orders&mode=newest',
  '{cluster}/messages/tail',
  '{cluster}/topics/demo_reminder?tab=delayed',
  '{cluster}/topics/demo_payment?tab=transactions',
  '{cluster}/traces?mode=key&key=none',
  '{cluster}/dead-letters',
  '{cluster}/dead-letters/demo_mail',
  '{cluster}/alarms',
  '{cluster}/alarms?tab=history',
  '{cluster}/alarms?tab=rules',
  '{cluster}/alarms?tab=silences',
  '{cluster}/alarms/rules/new?metric=lagTimeMs&scope=group&object=demo_points',
  '/alarms',
  '/account',
  '/audit',
  '/settings/tokens',
  '/settings/users',
  '/settings/permission-sets',
  '/settings/masking',
  '/settings/masking?create=card',
  '/settings/sign-in',
  '/settings/sign-in?create=true',
  '/settings/sign-in?tab=rules',
  '/settings/channels',
  '/settings/channels?tab=policies',
  '/settings/channels?tab=deliveries',
  '/settings/channels?tab=route',
  '/settings/channels?create=true',
  '/settings/events',
  '/settings/events?create=true',
  '/settings/about',
]
/** A key that has no words is shown by its own name. */
const bareKey =
  /^(ui|states|table|layout|measured|problem|users|clusters|topics|groups|clients|nodes|namespaces|overview|about|lag|messages|audit|offsets|diagnoses|connect|timers|traces|transactions|monitoring|charts|alarms|notifications|masking|events|signIn|roles)\.\w+/

/** Calls of the page that the OpenAPI document does not have, to be empty at the end of a test. */
async function collectUnknownCalls(page: Page, api: Api, demo: DemoFile): Promise<string[]> {
  const { body: document } = await api('GET', '/api/v1/openapi.json')
  const known = Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    })),
  )
  expect(known.length).toBeGreaterThan(100)
  const base = new URL(demo.url).pathname.replace(/\/$/, '')
  const unknown: string[] = []
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname.slice(base.length)
    if (!path.startsWith('/api/v1/')) return
    if (!known.some(({ method, pattern }) => method === request.method() && pattern.test(path)))
      unknown.push(`${request.method()} ${path}`)
  })
  return unknown
}

/**
 * Each page is opened once, in a language of its turn, and looked at in both themes: names and roles do not hang on the theme, so the
 * second look is at colours alone. `npm run test:long` moves the turn, so both together see every page in both.
 */
const languages = ['en', 'zh-CN'] as const
const turn = Number(process.env.APOGEE_TEST_TURN ?? 0)

for (const [index, language] of languages.entries()) {
  test.describe(`in ${language}`, () => {
    test.use({ ownAccount: { language, theme: 'light' } })
    test('X-11 X-9 axe finds nothing serious on any page in both themes, and its calls are documented', async ({
      page,
      pageUrl,
      demo,
      api,
    }) => {
      test.setTimeout(1_800_000)
      const errors = collectPageErrors(page)
      const unknownCalls = await collectUnknownCalls(page, api, demo)
      for (const path of pages.filter((_, place) => (place + turn) % languages.length === index)) {
        await test.step(path, async () => {
          await page.goto(
            pageUrl(path.replace('{cluster}', `/clusters/${demo.clusterId}`).replace('{role}', demo.admin.accessKey)),
          )
          await expect(page.locator('html')).toHaveAttribute('lang', language)
          // A dialog hides the page behind it, its heading too.
          await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
          await page.waitForLoadState('networkidle')
          await expectAccessible(page)
          await expect(page.getByText(bareKey)).toHaveCount(0)
          await page.evaluate(() => {
            document.documentElement.dataset.theme = 'dark'
          })
          await expectAccessible(page, ['color-contrast'])
        })
      }
      expect(errors).toEqual([])
      expect(unknownCalls).toEqual([])
    })
  })
}

test.describe('before sign-in', () => {
  test.use({ role: null })
  test('X-11 axe finds nothing serious on the sign-in page', async ({ page, pageUrl }) => {
    await page.goto(pageUrl('/sign-in'))
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expectAccessible(page)
  })
})
