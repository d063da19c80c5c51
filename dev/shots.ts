import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumArgs, ensureChromium } from '#dev/chromium.ts'
import type { DemoFile } from '#dev/demo/start-demo.ts'

const outDir = '.apogee/shots'
const demo = JSON.parse(
  readFileSync(path.join(process.env.APOGEE_DATA_DIR ?? '.apogee', 'demo.json'), 'utf8'),
) as DemoFile
const cluster = `/clusters/${demo.clusterId}`

/** Every page of the console, by the name of its picture. Without sign-in where `isPublic`. */
const pages: { name: string; path: string; isPublic?: boolean }[] = [
  { name: 'sign-in', path: '/sign-in', isPublic: true },
  { name: 'fleet', path: '/clusters' },
  { name: 'register-cluster', path: '/clusters/new' },
  { name: 'cluster-settings', path: `${cluster}/settings` },
  { name: 'overview', path: cluster },
  { name: 'topics', path: `${cluster}/topics` },
  { name: 'create-topic', path: `${cluster}/topics?create=1` },
  { name: 'topic-overview', path: `${cluster}/topics/demo_orders` },
  { name: 'topic-queues', path: `${cluster}/topics/demo_orders?tab=queues` },
  { name: 'topic-config', path: `${cluster}/topics/demo_orders?tab=config` },
  { name: 'topic-route', path: `${cluster}/topics/demo_orders?tab=route` },
  { name: 'topic-subscriptions', path: `${cluster}/topics/demo_orders?tab=subscriptions` },
  { name: 'topic-producers', path: `${cluster}/topics/demo_orders?tab=producers` },
  { name: 'topic-topology', path: `${cluster}/topics/demo_orders?tab=topology` },
  { name: 'topic-alarms', path: `${cluster}/topics/demo_orders?tab=alarms` },
  { name: 'topology', path: `${cluster}/topology` },
  { name: 'groups', path: `${cluster}/groups` },
  { name: 'group-overview', path: `${cluster}/groups/demo_points` },
  { name: 'group-progress', path: `${cluster}/groups/demo_points?tab=progress` },
  { name: 'group-clients', path: `${cluster}/groups/demo_billing?tab=clients` },
  { name: 'group-subscriptions', path: `${cluster}/groups/demo_billing?tab=subscriptions` },
  { name: 'group-retry', path: `${cluster}/groups/demo_mail?tab=retry` },
  { name: 'group-offsets', path: `${cluster}/groups/demo_mail?tab=offsets` },
  { name: 'group-alarms', path: `${cluster}/groups/demo_mail?tab=alarms` },
  { name: 'group-diagnosis', path: `${cluster}/groups/demo_mail?tab=diagnosis` },
  { name: 'group-reset', path: `${cluster}/groups/demo_mail?reset=1` },
  { name: 'clients', path: `${cluster}/clients` },
  { name: 'nodes', path: `${cluster}/nodes` },
  { name: 'name-servers', path: `${cluster}/nodes?tab=nameServers` },
  { name: 'config-differences', path: `${cluster}/nodes?tab=differences` },
  { name: 'broker-runtime', path: `${cluster}/nodes/brokers/broker-a/0` },
  { name: 'broker-config', path: `${cluster}/nodes/brokers/broker-a/0?tab=config` },
  { name: 'broker-ha', path: `${cluster}/nodes/brokers/broker-a/0?tab=ha` },
  { name: 'namespaces', path: `${cluster}/namespaces` },
  { name: 'monitoring', path: `${cluster}/monitoring` },
  { name: 'monitoring-group', path: `${cluster}/monitoring?scope=group&object=demo_points&range=1h` },
  { name: 'monitoring-topic', path: `${cluster}/monitoring?scope=topic&object=demo_orders&range=1h` },
  { name: 'monitoring-broker', path: `${cluster}/monitoring?scope=broker&object=broker-a&range=1h` },
  { name: 'monitoring-top', path: `${cluster}/monitoring?tab=top` },
  { name: 'monitoring-sampler', path: `${cluster}/monitoring?tab=sampler` },
  { name: 'roles', path: `${cluster}/roles` },
  { name: 'create-role', path: `${cluster}/roles?create=1` },
  { name: 'role-access', path: `${cluster}/roles?tab=access&on=topic&name=demo_orders` },
  { name: 'role-differences', path: `${cluster}/roles?tab=differences&all=true` },
  { name: 'role-brokers', path: `${cluster}/roles?tab=brokers` },
  { name: 'role', path: `${cluster}/roles/${demo.admin.accessKey}` },
  { name: 'role-connect', path: `${cluster}/roles/${demo.admin.accessKey}?tab=connect` },
  { name: 'connect', path: `${cluster}/connect?scenario=sequence` },
  { name: 'connect-snippet', path: `${cluster}/connect?tab=snippet&topic=demo_orders` },
  { name: 'connect-endpoints', path: `${cluster}/connect?tab=endpoints` },
  { name: 'messages', path: `${cluster}/messages?topic=demo_orders&mode=newest` },
  { name: 'live-tail', path: `${cluster}/messages/tail?topics=demo_orders,demo_order_flow&from=last10` },
  { name: 'delayed', path: `${cluster}/topics/demo_reminder?tab=delayed` },
  { name: 'transactions', path: `${cluster}/topics/demo_payment?tab=transactions` },
  { name: 'traces', path: `${cluster}/traces?mode=time&topic=demo_orders` },
  { name: 'dead-letters', path: `${cluster}/dead-letters` },
  { name: 'dead-letter-desk', path: `${cluster}/dead-letters/demo_mail` },
  { name: 'alarms', path: '/alarms' },
  { name: 'cluster-alarms', path: `${cluster}/alarms` },
  { name: 'alarm-history', path: `${cluster}/alarms?tab=history` },
  { name: 'alarm-rules', path: `${cluster}/alarms?tab=rules` },
  { name: 'silences', path: `${cluster}/alarms?tab=silences` },
  {
    name: 'alarm-rule',
    path: `${cluster}/alarms/rules/new?metric=lagTimeMs&scope=group&object=demo_points`,
  },
  { name: 'account', path: '/account' },
  { name: 'tokens', path: '/settings/tokens' },
  { name: 'users', path: '/settings/users' },
  { name: 'permission-sets', path: '/settings/permission-sets' },
  { name: 'masking', path: '/settings/masking' },
  { name: 'masking-form', path: '/settings/masking?create=card' },
  { name: 'sign-in-providers', path: '/settings/sign-in' },
  { name: 'sign-in-rules', path: '/settings/sign-in?tab=rules' },
  { name: 'channels', path: '/settings/channels' },
  { name: 'policies', path: '/settings/channels?tab=policies' },
  { name: 'deliveries', path: '/settings/channels?tab=deliveries' },
  { name: 'route-tester', path: '/settings/channels?tab=route' },
  { name: 'about', path: '/settings/about' },
  { name: 'events', path: '/settings/events' },
  { name: 'audit', path: '/audit' },
]
const only = process.argv.slice(2)

const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs })
const signIn = await fetch(`${demo.url}/api/v1/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: new URL(demo.url).origin },
  body: JSON.stringify({ name: demo.user, password: demo.password }),
})
if (!signIn.ok) throw new Error(`Sign-in answered ${signIn.status}: ${await signIn.text()}`)
const sessionCookies = signIn.headers.getSetCookie().map((header) => {
  const [pair = ''] = header.split(';')
  return { name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: demo.url }
})

/** The demo's account looks at the console as the picture wants it. */
async function choose(preferences: { language: 'en' | 'zh-CN'; theme: 'light' | 'dark' | 'auto' }): Promise<void> {
  const saved = await fetch(`${demo.url}/api/v1/account`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      origin: new URL(demo.url).origin,
      cookie: sessionCookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    },
    body: JSON.stringify(preferences),
  })
  if (!saved.ok)
    throw new Error(`Choosing ${JSON.stringify(preferences)} answered ${saved.status}: ${await saved.text()}`)
}

let count = 0
for (const language of ['en', 'zh-CN'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    await choose({ language, theme })
    for (const width of [1440, 768]) {
      const dir = path.join(outDir, `${theme}-${language}-${width}`)
      mkdirSync(dir, { recursive: true })
      const signedIn = await browser.newContext({
        viewport: { width, height: 900 },
        locale: language,
        colorScheme: theme,
      })
      await signedIn.addCookies(sessionCookies)
      const nobody = await browser.newContext({
        viewport: { width, height: 900 },
        locale: language,
        colorScheme: theme,
      })
      for (const { name, path: pagePath, isPublic } of pages) {
        if (only.length > 0 && !only.includes(name)) continue
        const page = await (isPublic ? nobody : signedIn).newPage()
        await page.goto(`${demo.url}${pagePath}`)
        // Rows arrive after the page; a page that refreshes never becomes idle for long, so this must not fail the picture.
        await page.waitForLoadState('networkidle', { timeout: 8_000 }).catch(() => {})
        await page.screenshot({ path: path.join(dir, `${name}.png`) })
        await page.close()
        count += 1
      }
      await signedIn.close()
      await nobody.close()
    }
  }
}
await choose({ language: 'en', theme: 'auto' })
await browser.close()
console.log(`${count} pictures in ${outDir}`)
