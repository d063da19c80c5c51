import { runSnippet } from '#dev/rocketmq/run-snippet.ts'
import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('S-9 from an empty topic to a proven message with nothing but the page and the programs it hands out', async ({
  page,
  demo,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const errors = collectPageErrors(page)
  const name = uniqueName('s9')
  const names = `topic=${name}&group=${name}_g&language=NODEJS`
  await page.goto(clusterPage(`/connect?scenario=sequence&${names}`))
  const steps = page.getByRole('region', { name: /Sequential messages/ })
  await expect(steps).toContainText('0 of 4 steps done')

  await expect(steps.getByText(/Creates FIFO .* with 8 queues on each of 2 masters/)).toBeVisible()
  await steps.getByRole('button', { name: 'Create topic' }).click()
  await expect(steps).toContainText('1 of 4 steps done')
  await steps.getByRole('button', { name: 'Create group' }).click()
  await expect(steps).toContainText('2 of 4 steps done')
  await expect(steps).toContainText('Watching for the first message')
  expect(await mqadmin(`topicRoute -t ${name}`)).toContain('broker-a')

  /** What is on screen, as it is. */
  const handedOut = async (what: string, fileName: string) => {
    await steps.getByRole('button', { name: what, exact: true }).click()
    return { fileName, code: (await page.getByRole('region', { name: fileName }).textContent()) ?? '' }
  }
  const receive = await handedOut('Receive in order', 'receive-orderly.mjs')
  const send = await handedOut('Send FIFO', 'send-fifo.mjs')
  const { admin } = demo
  const env = { ...(admin && { ROCKETMQ_ACCESS_KEY: admin.accessKey, ROCKETMQ_SECRET_KEY: admin.secretKey }) }
  const consumer = runSnippet(receive, { env })
  try {
    const producer = runSnippet(send, { env })
    try {
      await producer.ended()
      expect(await consumer.said('received', 3)).toEqual(['received created', 'received paid', 'received shipped'])
    } finally {
      await producer.stop()
    }
    await expect(steps).toContainText('4 of 4 steps done')
    await expect(steps).toContainText('Proven: stored and consumed')
  } finally {
    await consumer.stop()
    await mqadmin(`deleteTopic -c DefaultCluster -t ${name}`)
    await mqadmin(`deleteSubGroup -c DefaultCluster -g ${name}_g`)
  }
  await expectAccessible(page)
  expect(errors).toEqual([])
})

test('the snippet follows what is chosen, says what a client has not, and downloads', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/connect?tab=snippet&topic=demo_orders&group=demo_billing'))
  await expect(page.getByRole('region', { name: 'SendNormal.java' })).toContainText('.setTopic("demo_orders")')
  await expect(page.getByText('demo_orders exists, its type NORMAL fits.')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  expect((await download).suggestedFilename()).toBe('SendNormal.java')
  await page.goto(clusterPage('/connect?tab=snippet&topic=demo_orders&group=demo_billing&what=BROADCAST'))
  await expect(page.getByText(/has no broadcasting: no gRPC client has/)).toBeVisible()
})

test('endpoints are listed with what the console met there', async ({ page, demo, clusterPage }) => {
  await page.goto(clusterPage('/connect?tab=endpoints'))
  for (const address of [...demo.nameServers, ...demo.proxies]) {
    await expect(page.getByRole('row').filter({ hasText: address })).toContainText('Yes')
  }
  for (const broker of ['broker-a, master', 'broker-a, slave', 'broker-b, master']) {
    await expect(page.getByRole('row').filter({ hasText: broker })).toContainText('Yes')
  }
})
