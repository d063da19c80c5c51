import { type Api, expect, test } from '#e2e/fixtures.ts'
import { signIn } from '#e2e/sign-in.ts'

test.use({ role: null })

interface Grant {
  permissionSet: string
  scope: object
}

async function makeUser(api: Api, name: string, password: string, grants: Grant[]): Promise<string> {
  const body = { name, email: `${name}@example.com`, password, needsPasswordChange: false, grants }
  const created = await api('POST', '/api/v1/users', { body })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  return created.body.userId
}

test('U-6 buttons of lists are for the things that are chosen, not for all of the cluster', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
  topicName,
}) => {
  const here = { clusters: { clusterIds: [demo.clusterId] } }
  const name = uniqueName('narrow')
  const userId = await makeUser(api, name, demo.password, [
    { permissionSet: 'viewer', scope: here },
    { permissionSet: 'operator', scope: { ...here, topics: [topicName], groups: ['demo_mail'] } },
  ])
  await page.context().addCookies((await signIn(demo, name)).cookies)

  await page.goto(clusterPage(`/topics?q=${topicName}`))
  await page.getByRole('checkbox', { name: `Select ${topicName}` }).check()
  await expect(page.getByRole('button', { name: 'Delete topics' })).not.toHaveAttribute('aria-disabled', 'true')
  await page.goto(clusterPage('/topics?q=demo_orders'))
  await page.getByRole('checkbox', { name: 'Select demo_orders', exact: true }).check()
  const denied = page.getByRole('button', { name: 'Delete topics' })
  await expect(denied).toHaveAttribute('aria-disabled', 'true')
  await expect(denied).toHaveAccessibleDescription(/topic:delete on demo_orders/)
  // A silence from the page is of all of the cluster, a rule is bound to the part.
  await page.goto(clusterPage('/alarms'))
  await expect(page.getByRole('button', { name: 'Silence', exact: true }).first()).toHaveAccessibleDescription(
    /silence:write on all of/,
  )
  await expect(page.getByRole('link', { name: 'Create rule' }).first()).toBeVisible()
  await api('DELETE', `/api/v1/users/${userId}?confirm=${name}`)
})

test('U-6 who sees a part of a cluster has an overview of that part, and is told what is left out', async ({
  page,
  api,
  demo,
  clusterPage,
  pageUrl,
  uniqueName,
}) => {
  const scope = { clusters: { clusterIds: [demo.clusterId] }, topics: ['demo_orders'], groups: ['demo_mail'] }
  const name = uniqueName('part')
  const userId = await makeUser(api, name, demo.password, [{ permissionSet: 'operator', scope }])
  await page.context().addCookies((await signIn(demo, name)).cookies)

  await page.goto(clusterPage(''))
  await expect(page.getByText('You see a part of this cluster')).toBeVisible()
  await expect(page.getByText('Oldest lag', { exact: true })).toBeVisible()
  await expect(page.getByText('Fullest disk')).toHaveCount(0)
  await expect(page.getByText('Needs the permission')).toHaveCount(0)
  // Pages about all clusters are there for who sees a part of one.
  await page.goto(pageUrl('/alarms'))
  await expect(page.getByRole('heading', { name: 'Alarms', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Alarms/ }).first()).toBeVisible()
  await api('DELETE', `/api/v1/users/${userId}?confirm=${name}`)
})

test('N-20 the board of the whole cluster is refused in one word to who sees a part of it, whose own boards are there', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
}) => {
  const scope = { clusters: { clusterIds: [demo.clusterId] }, topics: ['demo_orders'] }
  const name = uniqueName('narrow')
  const userId = await makeUser(api, name, demo.password, [{ permissionSet: 'viewer', scope }])
  await page.context().addCookies((await signIn(demo, name)).cookies)
  await page.goto(clusterPage('/monitoring'))
  await expect(page.getByText('You may not see this')).toHaveCount(1)
  await page.goto(clusterPage('/monitoring?scope=topic&object=demo_orders'))
  await expect(page.getByRole('heading', { name: 'In and out', exact: true })).toBeVisible()
  await expect(page.getByText('You may not')).toHaveCount(0)
  await api('DELETE', `/api/v1/users/${userId}?confirm=${name}`)
})

test('a message whose trace one may not read names the right that lacks', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
}) => {
  const name = uniqueName('notrace')
  const permissionSet = name.replace('_', '-')
  const set = { name: permissionSet, description: 'Messages without their traces', permissions: ['message:read'] }
  expect((await api('POST', '/api/v1/permission-sets', { body: set })).status).toBe(201)
  const scope = { clusters: { clusterIds: [demo.clusterId] } }
  const userId = await makeUser(api, name, demo.password, [{ permissionSet, scope }])
  await page.context().addCookies((await signIn(demo, name)).cookies)
  const newest = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=1`)
  await page.goto(clusterPage(`/messages/${newest.body.items[0].offsetMsgId}?topic=demo_orders`))
  await expect(page.getByRole('heading', { name: 'Trace', exact: true })).toBeVisible()
  await expect(page.getByText('trace:read', { exact: true })).toBeVisible()
  await api('DELETE', `/api/v1/users/${userId}?confirm=${name}`)
  await api('DELETE', `/api/v1/permission-sets/${permissionSet}`)
})
