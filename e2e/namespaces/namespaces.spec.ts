import { test as base, expect, expectAccessible } from '#e2e/fixtures.ts'

/** Two topics, a group and its retry topic under one prefix. */
const test = base.extend<{ namespace: string }>({
  namespace: async ({ api, demo, uniqueName, mqadmin }, use) => {
    const namespace = uniqueName('e2ens')
    for (const name of ['a', 'b']) {
      const body = { topicName: `${namespace}%${name}`, type: 'NORMAL', queuesPerBroker: 1 }
      expect((await api('POST', `/api/v1/clusters/${demo.clusterId}/topics`, { body })).status).toBe(201)
    }
    await mqadmin(`updateSubGroup -c DefaultCluster -g ${namespace}%g`)
    await mqadmin(`updateTopic -c DefaultCluster -t %RETRY%${namespace}%g -r 1 -w 1`)
    await use(namespace)
    for (const name of [`${namespace}%a`, `${namespace}%b`, `%RETRY%${namespace}%g`])
      await mqadmin(`deleteTopic -c DefaultCluster -t ${name}`)
    // Without -r the broker keeps the group.
    await mqadmin(`deleteSubGroup -c DefaultCluster -g ${namespace}%g -r true`)
  },
})

test('C-20 a namespace counts the topics and groups of its prefix, as mqadmin lists them', async ({
  api,
  demo,
  mqadmin,
  namespace,
}) => {
  const listed = await mqadmin('topicList')
  for (const name of [`${namespace}%a`, `${namespace}%b`, `%RETRY%${namespace}%g`]) expect(listed).toContain(name)
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const row = async () => (await api('GET', `${cluster}/namespaces?q=${namespace}`)).body.items[0]
  // What the brokers told is at most 10 s old.
  await expect.poll(async () => (await row())?.groups.value).toBe(1)
  expect(await row()).toMatchObject({ namespace, isDeclared: false, topics: { value: 2 } })
  const shortNames = async () => {
    const { body } = await api('GET', `${cluster}/topics?namespace=${namespace}&include=retry`)
    return body.items.map((item: { shortName: string }) => item.shortName)
  }
  await expect.poll(shortNames).toEqual(['%RETRY%g', 'a', 'b'])
})

test('C-20 a chosen namespace filters every list by short names, and stays chosen from page to page', async ({
  clusterPage,
  page,
  namespace,
}) => {
  await page.goto(clusterPage('/namespaces'))
  const main = page.getByRole('main')
  const bar = page.getByRole('banner')
  const nav = page.getByRole('navigation', { name: 'Main' })
  const link = (name: string) => main.getByRole('link', { name, exact: true })
  await expect(main.getByRole('row', { name: 'All' })).toBeVisible()
  await expectAccessible(page)
  await main.getByRole('searchbox').fill(namespace)
  await expect(main.getByRole('row').filter({ hasText: namespace })).toContainText('found')
  await expect(main.getByRole('row', { name: 'All' })).toHaveCount(0)
  await link(namespace).click()
  await expect(page).toHaveURL(new RegExp(`/topics\\?ns=${namespace}$`))
  await expect(link('a')).toBeVisible()
  await expect(link('b')).toBeVisible()
  await expect(main.getByRole('link', { name: /demo_/ })).toHaveCount(0)

  await link('a').click()
  await expect(page).toHaveURL(new RegExp(`/topics/${namespace}%25a\\?ns=${namespace}$`))
  await nav.getByRole('link', { name: /^Groups/ }).click()
  await expect(page).toHaveURL(new RegExp(`/groups\\?ns=${namespace}$`))
  await expect(link('g')).toBeVisible()
  await nav.getByRole('link', { name: /^Dead letters/ }).click()
  await expect(page).toHaveURL(new RegExp(`/dead-letters\\?ns=${namespace}$`))
  await expect(main.getByRole('button', { name: new RegExp(`^${namespace}`), pressed: true })).toBeVisible()
  await expect(main.getByRole('link', { name: /demo_/ })).toHaveCount(0)
  await nav.getByRole('link', { name: 'Messages' }).click()
  await expect(page).toHaveURL(new RegExp(`/messages\\?ns=${namespace}$`))
  await main.getByRole('combobox', { name: 'Topic' }).click()
  await expect(page.getByRole('option')).toHaveText(['a', 'b'])
  await page.keyboard.press('Escape')

  await bar.getByRole('button', { name: `Namespace: ${namespace}` }).click()
  await page.getByRole('option', { name: 'Without a namespace' }).click()
  await expect(page).toHaveURL(/\/messages\?ns=$/)
  await nav.getByRole('link', { name: /^Topics/ }).click()
  await expect(link('demo_orders')).toBeVisible()
  await expect(link('a')).toHaveCount(0)
  await bar.getByRole('button', { name: 'Show all namespaces' }).click()
  await expect(page).toHaveURL(/\/topics$/)
})
