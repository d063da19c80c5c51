import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

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
  '{cluster}/topology',
  '{cluster}/groups',
  '{cluster}/groups?create=1',
  '{cluster}/groups/demo_billing',
  '{cluster}/groups/demo_billing?tab=progress',
  '{cluster}/groups/demo_billing?tab=clients',
  '{cluster}/groups/demo_billing?tab=subscriptions',
  '{cluster}/groups/demo_mail?tab=retry',
  '{cluster}/groups/demo_mail?tab=offsets',
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
/**
 * Both themes and both languages: colours do not hang on words, nor words on colours, so not each with each. The parts of a page and
 * their names are the same in both, so the second is asked for what can differ.
 */
const looks = [
  { language: 'en', theme: 'light' },
  { language: 'zh-CN', theme: 'dark', rules: ['color-contrast', 'html-has-lang', 'button-name', 'link-name', 'label'] },
] as const satisfies { language: string; theme: string; rules?: readonly string[] }[]

for (const { language, theme, ...look } of looks) {
  test.describe(`in ${language}, ${theme}`, () => {
    test.use({ ownAccount: { language, theme } })
    test('X-11 axe finds nothing serious on any page', async ({ page, pageUrl, demo }) => {
      test.setTimeout(900_000)
      const errors = collectPageErrors(page)
      for (const path of pages) {
        await test.step(path, async () => {
          await page.goto(
            pageUrl(path.replace('{cluster}', `/clusters/${demo.clusterId}`).replace('{role}', demo.admin.accessKey)),
          )
          await expect(page.locator('html')).toHaveAttribute('lang', language)
          // A dialog hides the page behind it, its heading too.
          await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first()).toBeVisible()
          await page.waitForLoadState('networkidle')
          await expectAccessible(page, 'rules' in look ? look.rules : undefined)
          // A key that has no words is shown by its own name.
          await expect(
            page.getByText(
              /^(ui|states|table|layout|measured|problem|users|clusters|topics|groups|clients|nodes|namespaces|overview|about|lag|messages|audit|offsets|diagnoses|connect|timers|traces|transactions|monitoring|charts|alarms|notifications|masking|events|signIn|roles)\.\w+/,
            ),
          ).toHaveCount(0)
        })
      }
      expect(errors).toEqual([])
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
