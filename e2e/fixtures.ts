import { randomBytes } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import type { DemoFile } from '#dev/demo/start-demo.ts'
import { mqadmin } from '#dev/rocketmq/mqadmin.ts'
import { type Role, readDemo, storageStatePath } from '#e2e/demo-file.ts'
import { signIn } from '#e2e/sign-in.ts'
import type { AccountPatch } from '#lib/users/account-schema.ts'

export { expect }

/** JSON in, JSON out, with the demo's administrator token. `status` is what came, so that a test can expect a refusal. */
export type Api = (
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Record<string, string>; token?: string | null },
) => Promise<{
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: an outside script sees untyped JSON, and so do these tests
  body: any
}>

interface Options {
  /** Who is signed in; `null` for nobody. */
  role: Role | null
  /** An administrator of this test alone with these preferences, instead of a role: what a person chooses, other tests do not see. */
  ownAccount: AccountPatch | null
}

interface Fixtures {
  demo: DemoFile
  api: Api
  /** URL of a page: `pageUrl('/audit')`. */
  pageUrl: (path: string) => string
  /** URL of a page of the demo cluster: `clusterPage('/topics')`. */
  clusterPage: (path: string) => string
  /** A name no other test uses. */
  uniqueName: (prefix: string) => string
  /** A topic of this test alone, made through the API and removed from the brokers afterwards. */
  topicName: string
  /** What `mqadmin` prints against the demo cluster. */
  mqadmin: (command: string) => Promise<string>
}

export const test = base.extend<Fixtures & Options>({
  role: ['admin', { option: true }],
  ownAccount: [null, { option: true }],
  storageState: async ({ role, ownAccount, api, demo, uniqueName }, use) => {
    if (!ownAccount) return use(role ? storageStatePath(role) : { cookies: [], origins: [] })
    const name = uniqueName('e2e')
    const created = await api('POST', '/api/v1/users', {
      body: {
        name,
        email: `${name}@example.com`,
        password: demo.password,
        needsPasswordChange: false,
        grants: [{ permissionSet: 'admin', scope: { clusters: 'all' } }],
      },
    })
    expect(created.status, JSON.stringify(created.body)).toBe(201)
    const state = await signIn(demo, name)
    const cookie = state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const headers = { cookie, origin: new URL(demo.url).origin }
    const chosen = await api('PATCH', '/api/v1/account', { body: ownAccount, headers, token: null })
    expect(chosen.status, JSON.stringify(chosen.body)).toBe(200)
    await use(state)
    await api('DELETE', `/api/v1/users/${created.body.userId}?confirm=${name}`)
  },
  demo: async ({}, use) => use(readDemo()),
  pageUrl: async ({ demo }, use) => use((path) => demo.url + path),
  clusterPage: async ({ demo }, use) => use((path) => `${demo.url}/clusters/${demo.clusterId}${path}`),
  uniqueName: async ({}, use) => use((prefix) => `${prefix}_${randomBytes(4).toString('hex')}`),
  api: async ({ demo }, use) =>
    use(async (method, path, options = {}) => {
      const token = options.token === undefined ? demo.token : options.token
      const response = await fetch(`${demo.url}${path}`, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(options.body !== undefined && { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json')
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    }),
  mqadmin: async ({ demo }, use) => use((command) => mqadmin(demo, command)),
  topicName: async ({ api, demo, uniqueName, mqadmin }, use) => {
    const topicName = uniqueName('e2e')
    const created = await api('POST', `/api/v1/clusters/${demo.clusterId}/topics`, {
      body: { topicName, type: 'NORMAL', queuesPerBroker: 4 },
    })
    expect(created.status, JSON.stringify(created.body)).toBe(201)
    await use(topicName)
    await mqadmin(`deleteTopic -c DefaultCluster -t ${topicName}`)
  },
})

/**
 * Serious and critical findings of axe on what is on screen now.
 *
 * @param rules of axe, by id; all of WCAG 2.2 AA unless told
 */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  // No page has frames, so their results need not be joined in a second page; and only what is wrong is reported in full.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
  const { violations } = await (rules
    ? axe.withRules([...rules])
    : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
  ).analyze()
  const serious = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
  expect(serious.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html.slice(0, 200)) }))).toEqual([])
}

/** Every console message of level error and every uncaught exception, to be empty at the end of a test. */
export function collectPageErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return errors
}
