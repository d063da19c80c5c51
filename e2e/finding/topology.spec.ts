import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('C-28: the topology of a topic shows who produces and which groups consume, with the rates of the lists', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  await expect
    .poll(async () => (await api('GET', `${cluster}/topology?topic=demo_orders`)).body.sampledAt, { timeout: 90_000 })
    .toBeDefined()
  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/topics/demo_orders?tab=topology'))
  const picture = page.getByRole('region', { name: 'Topology' })
  await expect(picture).toBeVisible()
  for (const group of ['demo_billing', 'demo_points']) {
    await expect(picture.getByRole('list', { name: 'Groups' }).getByRole('link', { name: group })).toBeVisible()
  }
  await expect(picture.getByRole('list', { name: 'Producers' }).getByRole('listitem').first()).toBeVisible()
  await expect(picture.getByRole('list', { name: 'Clients' }).getByRole('link').first()).toBeVisible()

  const topology = (await api('GET', `${cluster}/topology?topic=demo_orders`)).body
  const listed = (await api('GET', `${cluster}/topics?q=demo_orders`)).body.items[0]
  const node = topology.nodes.find(({ kind }: { kind: string }) => kind === 'TOPIC')
  // Two requests, between which another round may have ended.
  if (node.inTps.at === listed.inTps.at) expect(node.inTps).toEqual(listed.inTps)

  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(
    page
      .getByRole('table', { name: 'Topology' })
      .getByRole('row', { name: /demo_billing/ })
      .first(),
  ).toBeVisible()
  await expectAccessible(page)
  // By keyboard alone to a group.
  const link = picture.getByRole('list', { name: 'Groups' }).getByRole('link', { name: 'demo_billing' })
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/groups\/demo_billing/)
  expect(errors).toEqual([])
})

test('C-28: a group shows its topics and clients; the cluster the groups of its topics', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/groups/demo_billing?tab=topology'))
  const picture = page.getByRole('region', { name: 'Topology' })
  await expect(picture.getByRole('list', { name: 'Topics' }).getByRole('link', { name: 'demo_orders' })).toBeVisible()
  await page.goto(clusterPage('/topology'))
  await expect(picture.getByRole('list', { name: 'Groups' }).getByRole('link', { name: 'demo_billing' })).toBeVisible()
})
